// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Encodings
internal import OpenSSL

/// Content of a fragment that fits the catalogue: where each field group stands, and derived facts.
package struct CheckedContent: Sendable {
    /// One field group as it was offered.
    package struct Part: Sendable {
        package let group: VeldgroepCode
        /// The object of its fields, in the index that was checked.
        package let node: JSONIndex.Node
    }

    /// The groups in ascending order; never empty.
    package let parts: [Part]
    package let facts: ContentFacts
    /// What a person should look at before it goes without a name; none where it was not asked.
    package let warnings: [AnonymityWarning]
}

/// What became of a check.
package enum ContentOutcome: Sendable {
    case valid(CheckedContent)
    /// Where it does not fit, at most `Catalogue.complaintCountLimit`; no value, no unknown key.
    case invalid([UseCaseFailure.Complaint])
}

extension Catalogue {
    /// Complaints about one fragment.
    package static let complaintCountLimit = 50

    /// Checks the content of a fragment of a category, an object of field groups.
    ///
    /// Nothing of the content becomes a `String`. `pointer` is the JSON pointer of the content
    /// within the request. With `anonymity` it is searched for traits that tell who the child is. Not
    /// for a category without groups: its content is not read at all.
    package func check(
        _ content: JSONIndex.Node, of category: Category, in index: JSONIndex,
        bytes: Span<UInt8>, at pointer: String, anonymity: Anonymity? = nil
    ) -> ContentOutcome {
        var check = ContentCheck(index: index)
        let parts = check.groups(content, category, bytes, pointer)
        guard check.complaints.isEmpty else { return .invalid(check.complaints) }
        let passes = parts.contains { part in
            part.group.text == AbsenceThreshold.group
                && AbsenceThreshold.isPassed(by: part.node, in: index, bytes: bytes)
        }
        let found = anonymity?.search(content, of: category.code, in: index, bytes: bytes)
        return .valid(
            CheckedContent(
                parts: parts.sorted { $0.group < $1.group },
                facts: ContentFacts(
                    passesAbsenceThreshold: passes, identifies: found?.identifies ?? false,
                    words: Self.words(of: parts, index, bytes)),
                warnings: (found?.warnings ?? []).sorted()))
    }

    /// What a yes per item names: the hash of each group's object, byte for byte as it was offered.
    private static func words(
        of parts: [CheckedContent.Part], _ index: JSONIndex, _ bytes: Span<UInt8>
    ) -> [VeldgroepCode: String] {
        var words: [VeldgroepCode: String] = [:]
        for part in parts {
            let digest = Digest(hashing: bytes.extracting(index.range(of: part.node)))
            words[part.group] = Hex.encode(digest.bytes)
        }
        return words
    }
}

/// One walk over the content of a fragment.
private struct ContentCheck {
    let index: JSONIndex
    private(set) var complaints: [UseCaseFailure.Complaint] = []

    init(index: JSONIndex) { self.index = index }

    private mutating func complain(_ pointer: String, _ reason: String) {
        guard complaints.count < Catalogue.complaintCountLimit else { return }
        complaints.append(UseCaseFailure.Complaint(pointer, reason))
    }

    mutating func groups(
        _ node: JSONIndex.Node, _ category: Catalogue.Category, _ bytes: Span<UInt8>,
        _ pointer: String
    ) -> [CheckedContent.Part] {
        guard index.kind(of: node) == .object else {
            complain(pointer, "hier hoort een object met veldgroepen")
            return []
        }
        var parts: [CheckedContent.Part] = []
        for member in index.members(of: node) {
            let known = category.groups.first {
                index.isEqual(member.key, to: $0.code.text, in: bytes)
            }
            guard let group = known else {
                // The key itself may tell something, so it is not repeated.
                complain(pointer, "hier staat een veldgroep die niet in deze categorie hoort")
                continue
            }
            fields(member.value, group.fields, bytes, "\(pointer)/\(group.code)")
            parts.append(CheckedContent.Part(group: group.code, node: member.value))
        }
        if parts.isEmpty { complain(pointer, "hier hoort ten minste één veldgroep") }
        return parts
    }

    private mutating func fields(
        _ node: JSONIndex.Node, _ fields: [Catalogue.Field], _ bytes: Span<UInt8>,
        _ pointer: String
    ) {
        guard index.kind(of: node) == .object else {
            complain(pointer, "hier hoort een object met velden")
            return
        }
        var count = 0
        for member in index.members(of: node) {
            let known = fields.first { index.isEqual(member.key, to: $0.name, in: bytes) }
            guard let field = known else {
                complain(pointer, "hier staat een veld dat niet in de catalogus staat")
                continue
            }
            count += 1
            value(member.value, field.kind, bytes, "\(pointer)/\(field.name)")
        }
        for field in fields
        where field.isRequired && index.member(field.name, of: node, in: bytes) == nil {
            complain("\(pointer)/\(field.name)", "dit veld is verplicht")
        }
        if count == 0, !fields.contains(where: \.isRequired) {
            complain(pointer, "hier hoort ten minste één veld")
        }
    }

    private mutating func value(
        _ node: JSONIndex.Node, _ kind: Catalogue.Kind, _ bytes: Span<UInt8>, _ pointer: String
    ) {
        switch kind {
        case .text(let limit):
            guard let count = index.decodedCount(of: node), count > 0 else {
                return complain(pointer, "hier hoort een tekst, die niet leeg is")
            }
            if count > limit { complain(pointer, "de tekst is langer dan \(limit) bytes") }
        case .date:
            if date(node, bytes) == nil {
                complain(pointer, "hier hoort een datum, geschreven als JJJJ-MM-DD")
            }
        case .number(let range):
            guard let number = index.integer(of: node, in: bytes), range.contains(number) else {
                return complain(
                    pointer,
                    "hier hoort een geheel getal van \(range.lowerBound) tot en met \(range.upperBound)"
                )
            }
        case .flag:
            if index.bool(of: node, in: bytes) == nil {
                complain(pointer, "hier hoort true of false")
            }
        case .choice(let choices):
            if !choices.contains(where: { index.isEqual(node, to: $0, in: bytes) }) {
                complain(pointer, "kies uit: \(choices.joined(separator: ", "))")
            }
        case .digits(let count):
            if !isDigits(node, count, bytes) {
                complain(pointer, "hier horen precies \(count) cijfers, als tekst")
            }
        case .object(let inner): fields(node, inner, bytes, pointer)
        case .list(let inner, let limit):
            let elements = index.elements(of: node)
            guard !elements.isEmpty, elements.count <= limit else {
                return complain(pointer, "hier hoort een lijst van 1 tot en met \(limit)")
            }
            for (position, element) in elements.enumerated() {
                fields(element, inner, bytes, "\(pointer)/\(position)")
            }
        }
    }

    private func date(_ node: JSONIndex.Node, _ bytes: Span<UInt8>) -> CivilDate? {
        CivilDate(contentOf: node, in: index, bytes: bytes)
    }

    private func isDigits(
        _ node: JSONIndex.Node, _ count: Int, _ bytes: Span<UInt8>
    ) -> Bool {
        let range = index.range(of: node)
        guard index.decodedCount(of: node) == count, range.count == count + 2 else {
            return false
        }
        for offset in range.lowerBound + 1..<range.upperBound - 1
        where bytes[offset] < 0x30 || bytes[offset] > 0x39 {
            return false
        }
        return true
    }
}

extension CivilDate {
    /// Reads a date out of content without making a `String`; an escape in it is refused.
    init?(contentOf node: JSONIndex.Node, in index: JSONIndex, bytes: Span<UInt8>) {
        let range = index.range(of: node)
        guard index.decodedCount(of: node) == 10, range.count == 12 else { return nil }
        self.init(iso: bytes.extracting(range.lowerBound + 1..<range.upperBound - 1))
    }
}

/// When absence must be reported: at least 16 hours within four weeks in a row.
///
/// Source: Leerplichtwet 1969 art. 21a.
enum AbsenceThreshold {
    static let group = "C3.ongeoorloofd"
    static let hours = 16
    static let windowDays = 28

    /// Whether the fields of a `C3.ongeoorloofd` group tell of so much absence.
    static func isPassed(
        by node: JSONIndex.Node, in index: JSONIndex, bytes: Span<UInt8>
    ) -> Bool {
        var days: [(number: Int, hours: Int)] = []
        guard let list = index.member("perioden", of: node, in: bytes) else { return false }
        for element in index.elements(of: list) {
            guard let date = index.member("datum", of: element, in: bytes),
                let day = CivilDate(contentOf: date, in: index, bytes: bytes),
                let uren = index.member("uren", of: element, in: bytes),
                let hours = index.integer(of: uren, in: bytes)
            else { return false }
            days.append((day.dayNumber, Int(hours)))
        }
        return isPassed(days)
    }

    static func isPassed(_ days: [(number: Int, hours: Int)]) -> Bool {
        let sorted = days.sorted { $0.number < $1.number }
        var first = 0
        var sum = 0
        for day in sorted {
            sum += day.hours
            while sorted[first].number <= day.number - windowDays {
                sum -= sorted[first].hours
                first += 1
            }
            if sum >= hours { return true }
        }
        return false
    }
}
