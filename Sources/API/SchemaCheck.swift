// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Memory

/// Checks a parsed body against a schema and names every place that does not follow it.
///
/// Errors carry JSON pointers built from the schema's own names and from positions, so that nothing a
/// caller sent comes back to it.
struct SchemaCheck: ~Escapable {
    private let index: JSONIndex
    private let bytes: Span<UInt8>
    private(set) var errors: [Problem.FieldError] = []

    @_lifetime(copy bytes)
    init(index: JSONIndex, bytes: Span<UInt8>) {
        self.index = index
        self.bytes = bytes
    }

    /// Checks one value and everything within it.
    mutating func check(_ node: JSONIndex.Node, _ schema: Schema, at pointer: String) {
        switch schema {
        case .text(let rule): checkText(node, rule, at: pointer)
        case .integer(let range):
            guard let value = index.integer(of: node, in: bytes) else {
                return refuse(pointer, "moet een geheel getal zijn")
            }
            if !range.contains(value) {
                refuse(pointer, "moet van \(range.lowerBound) tot en met \(range.upperBound) zijn")
            }
        case .boolean:
            if index.bool(of: node, in: bytes) == nil { refuse(pointer, "moet true of false zijn") }
        case .list(let item, let range):
            guard index.kind(of: node) == .array else {
                return refuse(pointer, "moet een lijst zijn")
            }
            let elements = index.elements(of: node)
            if !range.contains(elements.count) {
                refuse(pointer, "moet \(range.lowerBound) tot \(range.upperBound) elementen hebben")
            }
            for (position, element) in elements.prefix(range.upperBound).enumerated() {
                check(element, item, at: "\(pointer)/\(position)")
            }
        case .object(let members): checkObject(node, members, at: pointer)
        case .content:
            if index.kind(of: node) != .object { refuse(pointer, "moet een object zijn") }
        case .named(_, let schema): check(node, schema, at: pointer)
        }
    }

    private mutating func checkObject(
        _ node: JSONIndex.Node, _ members: [Schema.Member], at pointer: String
    ) {
        guard index.kind(of: node) == .object else {
            return refuse(pointer, "moet een object zijn")
        }
        let given = index.members(of: node)
        var isMissing = [Bool](repeating: true, count: members.count)
        for (position, member) in given.enumerated() {
            let place = members.firstIndex { index.isEqual(member.key, to: $0.name, in: bytes) }
            guard let place else {
                refuse(pointer, "heeft een onbekend veld op plaats \(position + 1)")
                continue
            }
            isMissing[place] = false
            check(member.value, members[place].schema, at: "\(pointer)/\(members[place].name)")
        }
        for (place, member) in members.enumerated() where isMissing[place] && member.isRequired {
            refuse("\(pointer)/\(member.name)", "ontbreekt")
        }
    }

    private mutating func checkText(_ node: JSONIndex.Node, _ rule: TextRule, at pointer: String) {
        guard index.kind(of: node) == .string, let count = index.decodedCount(of: node) else {
            return refuse(pointer, "moet een tekst zijn")
        }
        guard count > 0, count <= rule.byteLimit,
            let decoded = index.string(of: node, in: bytes)
        else { return refuse(pointer, "moet 1 tot \(rule.byteLimit) bytes lang zijn") }
        if !rule.accepts(String(decoding: decoded, as: UTF8.self)) {
            refuse(pointer, rule.complaint)
        }
    }

    private mutating func refuse(_ pointer: String, _ reason: String) {
        guard errors.count < Problem.fieldErrorLimit else { return }
        errors.append(Problem.FieldError(pointer: pointer, reason: reason))
    }
}

extension TextRule {
    /// Whether a text is well-formed, by the same parsers that the rest of the gateway uses.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .identifier: RandomID(hex: text) != nil
        case .partner: PartnerID(text) != nil
        case .role: RoleCode(text) != nil
        case .category: CategoryCode(text) != nil
        case .veldgroep: VeldgroepCode(text) != nil
        case .purpose: PurposeCode(text) != nil
        case .date: CivilDate(iso: text) != nil
        case .instant: Timestamp(rfc3339: text) != nil
        case .word(let words): words.contains { Array($0.utf8) == Array(text.utf8) }
        case .digest: text.utf8.count == 64 && text.utf8.allSatisfy(\.isLowercaseHexDigit)
        case .compact: text.utf8.allSatisfy(\.isCompactSerializationByte)
        case .free: true
        }
    }

    /// What is said of a text that is not well-formed.
    var complaint: String {
        switch self {
        case .identifier: "moet 32 kleine hexadecimale cijfers hebben"
        case .partner: "moet een partner zijn: organisatie/onderdeel"
        case .role: "moet een rol uit de catalogus zijn"
        case .category: "moet een categorie zijn, zoals C6"
        case .veldgroep: "moet een veldgroep zijn, zoals C6.observatie"
        case .purpose: "moet een doel zijn, zoals P3"
        case .date: "moet een datum zijn: JJJJ-MM-DD"
        case .instant: "moet een tijdstip zijn: JJJJ-MM-DDTuu:mm:ss.mmmZ"
        case .word(let words): "moet een van deze woorden zijn: " + words.joined(separator: ", ")
        case .digest: "moet 64 kleine hexadecimale cijfers hebben"
        case .compact: "moet een compacte JWS of JWE zijn"
        case .free: "moet een tekst zijn"
        }
    }
}

extension UInt8 {
    var isLowercaseHexDigit: Bool { (0x30...0x39).contains(self) || (0x61...0x66).contains(self) }

    var isCompactSerializationByte: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
            || self == 0x2D || self == 0x5F || self == 0x2E
    }
}
