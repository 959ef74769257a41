// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// What each partner of a story knows by which id: the same casus has another id at each of them.
struct StoryNames {
    private var known: [String: [String: String]] = [:]
    private var partners: [String: String] = [:]

    init(_ players: [Story.Player]) {
        for player in players { partners[player.name] = player.partner }
    }

    /// Keeps an id under a name, as one partner knows it.
    mutating func keep(_ id: String, as name: String, at partner: String) {
        known[partner, default: [:]][name] = id
    }

    /// Keeps the casus and its persons, where an answer tells of them.
    mutating func keep(casus answer: JSON, at partner: String) {
        guard let persons = answer["personen"]?.array, let id = answer["id"]?.string else { return }
        keep(id, as: "casus", at: partner)
        for person in persons {
            guard let id = person["id"]?.string, let name = person["aanduiding"]?.string else {
                continue
            }
            keep(id, as: name, at: partner)
        }
    }

    /// The names of one partner by id.
    func byID(at partner: String) -> [String: String] {
        Dictionary(
            (known[partner] ?? [:]).map { ($0.value, $0.key) }, uniquingKeysWith: { one, _ in one })
    }

    // MARK: Filling in

    /// A document with every `{…}` in its texts filled in, as one partner sees it.
    func filled(_ json: JSON, at partner: String, now: Timestamp) throws -> JSON {
        if let text = json.string {
            return .string(try filled(text, at: partner, now: now))
        }
        if let items = json.array {
            return .array(try items.map { try filled($0, at: partner, now: now) })
        }
        guard let object = json.object else { return json }
        return JSON(
            try object.members.map {
                ($0.key, try filled($0.value, at: partner, now: now))
            })
    }

    /// A text with every `{…}` filled in: an id, an id as a player's partner knows it, a day, an instant.
    func filled(_ text: String, at partner: String, now: Timestamp) throws -> String {
        var whole = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            whole += rest[..<open]
            whole += try value(String(rest[rest.index(after: open)..<close]), partner, now)
            rest = rest[rest.index(after: close)...]
        }
        return whole + rest
    }

    private func value(_ name: String, _ partner: String, _ now: Timestamp) throws -> String {
        if let text = Self.time(name, now) { return text }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let found =
            parts.count == 2
            ? partners[parts[0]].flatMap { known[$0]?[parts[1]] } : known[partner]?[name]
        guard let found else {
            throw CommandFailure(.failure, "nothing is known as `{\(name)}` here")
        }
        return found
    }

    /// `vandaag`, `vandaag+30d`, `vandaag-9j`, `nu`, `nu+2u`, `nu-3d`; nil for anything else.
    private static func time(_ name: String, _ now: Timestamp) -> String? {
        let word = String(name.prefix { $0 != "+" && $0 != "-" })
        var shift = name.dropFirst(word.count)
        var days = 0
        var years = 0
        var hours: Int64 = 0
        while let sign = shift.first {
            let digits = shift.dropFirst().prefix { $0.isNumber }
            guard sign == "+" || sign == "-", let number = Int(digits) else { return nil }
            let amount = sign == "-" ? -number : number
            shift = shift.dropFirst(1 + digits.count)
            switch shift.popFirst() {
            case "d": days += amount
            case "j": years += amount
            case "u": hours += Int64(amount)
            default: return nil
            }
        }
        switch word {
        case "vandaag":
            return Amsterdam.day(of: now).adding(years: years).adding(days: days).description
        case "nu":
            return now.adding(days: days).adding(milliseconds: hours * 3_600_000).rfc3339
        default: return nil
        }
    }
}
