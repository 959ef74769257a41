// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Encodings

/// One entry of a family's overview (inzage), in words that everyone understands (B1 Dutch).
package struct FamilyEntry: Hashable, Sendable {
    /// An organisation and the function of its professional; never a name of staff.
    package struct Party: Hashable, Sendable {
        package let organisation: String
        /// Nil for an organisation outside the region.
        package let function: String?
    }

    /// Random for each reader.
    package let id: RandomID
    package let day: CivilDate
    /// When, who gave, who got: one sentence.
    package let headline: String
    package let from: Party
    package let to: Party
    package let about: String
    package let why: String
    package let allowedBecause: String
    /// Nil where nothing was handed out.
    package let until: String?
    package let actions: [String]
}

/// A page of a family's overview. Everything in it is for this reader alone.
package struct FamilyPage: Hashable, Sendable {
    package let title: String
    /// Which period the overview covers.
    package let period: String
    /// What the reader must know now.
    package let notices: [String]
    /// Newest day first; within a day in an order without meaning.
    package let entries: [FamilyEntry]
    /// The one sentence where there are no entries at all.
    package let empty: String?
    /// Always the same: an overview can be incomplete.
    package let always: String
    package let complaint: String
    /// Where the next page begins; nil on the last.
    package let next: [UInt8]?

    /// The page as a document; the same page has the same bytes.
    package var json: JSON {
        var members: [(String, JSON)] = [
            ("titel", .string(title)), ("periode", .string(period)),
            ("berichten", .array(notices.map { .string($0) })),
            ("regels", .array(entries.map(\.json))),
        ]
        if let empty { members.append(("leeg", .string(empty))) }
        members.append(("altijd", .string(always)))
        members.append(("klacht", .string(complaint)))
        if let next { members.append(("volgende", .string(Base64URL.encode(next)))) }
        return JSON(members)
    }

    /// The page as plain text.
    package var text: String {
        var lines = [title, "", period, ""]
        for notice in notices { lines += [notice, ""] }
        for entry in entries {
            lines.append(entry.headline)
            lines.append("  Van: \(entry.from.text). Naar: \(entry.to.text).")
            lines.append("  \(entry.about)")
            lines.append("  Waarom? \(entry.why)")
            lines.append("  Waarom mocht dit? \(entry.allowedBecause)")
            if let until = entry.until { lines.append("  Tot wanneer? \(until)") }
            for action in entry.actions { lines.append("  \(action)") }
            lines.append("")
        }
        if let empty { lines += [empty, ""] }
        lines += [always, "", complaint]
        return lines.joined(separator: "\n") + "\n"
    }
}

extension FamilyEntry.Party {
    fileprivate var text: String { function.map { "\(organisation), \($0)" } ?? organisation }

    fileprivate var json: JSON {
        var members: [(String, JSON)] = [("organisatie", .string(organisation))]
        if let function { members.append(("functie", .string(function))) }
        return JSON(members)
    }
}

extension FamilyEntry {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)), ("datum", .string(day.description)),
            ("kop", .string(headline)), ("van", from.json), ("naar", to.json),
            ("waarover", .string(about)), ("waarom", .string(why)),
            ("waaromMochtDit", .string(allowedBecause)),
        ]
        if let until { members.append(("totWanneer", .string(until))) }
        members.append(("watKuntU", .array(actions.map { .string($0) })))
        return JSON(members)
    }
}
