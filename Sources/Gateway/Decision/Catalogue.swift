// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// The catalogue: which categories there are, how they divide into field groups, which fields each has.
package struct Catalogue: Sendable {
    // INVARIANT: each code once, in the order of the file.
    package let categories: [Category]
    /// Field groups that rules name together, in the order of the file.
    package let bundles: [Bundle]

    /// Field groups of several categories that one rule names together.
    package struct Bundle: Sendable {
        package let code: CategoryGroupCode
        package let name: String
        package let groups: Set<VeldgroepCode>
    }

    /// One category of data.
    package struct Category: Sendable {
        package let code: CategoryCode
        package let name: String
        /// What it is about, in plain words.
        package let explanation: String
        /// How many times 24 hours ciphertext stays retrievable; nil for as long as the casus lives.
        package let ttlDays: Int?
        /// The field groups; empty for a category that is only ever refused.
        package let groups: [Group]
    }

    /// One field group (veldgroep).
    package struct Group: Sendable {
        package let code: VeldgroepCode
        package let name: String
        package let explanation: String
        /// 0 none, 1 ordinary, 2 confidential, 3 special or secret, 4 safety-critical.
        package let sensitivity: Int
        package let fields: [Field]
    }

    /// One field of a group.
    package struct Field: Sendable {
        package let name: String
        package let kind: Kind
        package let isRequired: Bool
    }

    /// What a field may hold.
    package indirect enum Kind: Sendable {
        /// Free text of at most so many bytes of UTF-8, not empty.
        case text(byteLimit: Int)
        /// A civil date, `YYYY-MM-DD`.
        case date
        /// A whole number.
        case number(ClosedRange<Int64>)
        case flag
        case choice([String])
        /// Exactly so many digits.
        case digits(count: Int)
        /// One to `countLimit` objects of these fields.
        case list(fields: [Field], countLimit: Int)
        case object(fields: [Field])

        /// The word for it in the catalogue file.
        package var name: String {
            switch self {
            case .text: "tekst"
            case .date: "datum"
            case .number: "getal"
            case .flag: "jaNee"
            case .choice: "keuze"
            case .digits: "cijfers"
            case .list: "lijst"
            case .object: "object"
            }
        }
    }

    /// The category with a code.
    package func category(_ code: CategoryCode) -> Category? {
        categories.first { $0.code == code }
    }

    /// The field group with a code.
    package func group(_ code: VeldgroepCode) -> Group? {
        category(code.category)?.groups.first { $0.code == code }
    }

    /// Every field group, in the order of the file.
    package var groups: [Group] { categories.flatMap(\.groups) }
}

extension Catalogue {
    /// Reads `catalogus.json`.
    init(_ document: PolicyDocument) {
        document.root.allow("categorieen", "groepen")
        var categories: [Category] = []
        for value in document.root.member("categorieen")?.elements ?? [] {
            guard let category = Self.category(value) else { continue }
            if categories.contains(where: { $0.code == category.code }) {
                value.report(
                    "category `\(category.code)` is there twice", mend: "keep one of them")
            }
            categories.append(category)
        }
        self.categories = categories
        bundles = Self.bundles(document, categories)
    }

    private static func bundles(
        _ document: PolicyDocument, _ categories: [Category]
    ) -> [Bundle] {
        var bundles: [Bundle] = []
        for value in document.root.optional("groepen")?.elements ?? [] {
            value.allow("code", "naam", "veldgroepen")
            guard let code = value.member("code")?.value("group", { CategoryGroupCode($0) }),
                let name = value.member("naam")?.text
            else { continue }
            var groups: Set<VeldgroepCode> = []
            for element in value.member("veldgroepen")?.elements ?? [] {
                guard let text = element.text else { continue }
                let found = categories.flatMap(\.groups).map(\.code).filter {
                    $0.text == text || $0.category.text == text
                }
                if found.isEmpty {
                    element.report(
                        "`\(text)` is no category or field group of the catalogue",
                        mend: "mend the code, or add it under `categorieen`")
                }
                groups.formUnion(found)
            }
            if bundles.contains(where: { $0.code == code }) {
                value.report("group `\(code)` is there twice", mend: "keep it once")
            }
            bundles.append(Bundle(code: code, name: name, groups: groups))
        }
        return bundles
    }

    private static func category(_ value: PolicyValue) -> Category? {
        value.allow("code", "naam", "uitleg", "ttlDagen", "veldgroepen")
        let code = value.member("code")?.value("category code") { CategoryCode($0) }
        let name = value.member("naam")?.text
        let explanation = value.member("uitleg")?.text
        let ttl = value.optional("ttlDagen")?.integer(1...3650)
        var groups: [Group] = []
        for element in value.member("veldgroepen")?.elements ?? [] {
            guard let group = group(element) else { continue }
            if groups.contains(where: { $0.code == group.code }) {
                element.report("group `\(group.code)` is there twice", mend: "keep one of them")
            }
            if let code, group.code.category != code {
                element.report(
                    "group `\(group.code)` stands under category `\(code)`",
                    mend: "move it to its category, or mend the code")
            }
            groups.append(group)
        }
        guard let code, let name, let explanation else { return nil }
        return Category(
            code: code, name: name, explanation: explanation, ttlDays: ttl, groups: groups)
    }

    private static func group(_ value: PolicyValue) -> Group? {
        value.allow("code", "naam", "uitleg", "gevoeligheid", "velden")
        let code = value.member("code")?.value("group code") { VeldgroepCode($0) }
        let name = value.member("naam")?.text
        let explanation = value.member("uitleg")?.text
        let sensitivity = value.member("gevoeligheid")?.integer(0...4)
        let fields = value.member("velden").map(fields) ?? []
        guard let code, let name, let explanation, let sensitivity else { return nil }
        return Group(
            code: code, name: name, explanation: explanation, sensitivity: sensitivity,
            fields: fields)
    }

    private static func fields(_ value: PolicyValue) -> [Field] {
        var fields: [Field] = []
        for element in value.elements {
            guard let field = field(element) else { continue }
            if fields.contains(where: { $0.name.utf8.elementsEqual(field.name.utf8) }) {
                element.report("field `\(field.name)` is there twice", mend: "keep one of them")
            }
            fields.append(field)
        }
        if fields.isEmpty {
            value.report("there is no field", mend: "add at least one field")
        }
        return fields
    }

    private static func field(_ value: PolicyValue) -> Field? {
        value.allow(
            "naam", "soort", "verplicht", "uitleg", "maxBytes", "min", "max", "keuzes", "aantal",
            "maxAantal", "velden")
        guard let name = value.member("naam")?.value("field name", Self.fieldName),
            let soort = value.member("soort"), let word = soort.text,
            let kind = kind(word, of: value, at: soort)
        else { return nil }
        return Field(
            name: name, kind: kind, isRequired: value.optional("verplicht")?.flag ?? false)
    }

    /// lowerCamelCase of ASCII letters and digits.
    private static func fieldName(_ text: String) -> String? {
        guard let first = text.utf8.first, first >= 0x61, first <= 0x7A else { return nil }
        let isName = text.utf8.allSatisfy { byte in
            (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A)
                || (byte >= 0x30 && byte <= 0x39)
        }
        return isName && text.utf8.count <= 40 ? text : nil
    }

    private static func kind(
        _ word: String, of value: PolicyValue, at soort: PolicyValue
    ) -> Kind? {
        switch word {
        case "tekst": return value.member("maxBytes")?.integer(1...65_536).map(Kind.text)
        case "datum": return .date
        case "getal":
            let limits: ClosedRange<Int64> = -1_000_000_000...1_000_000_000
            guard let low = value.member("min")?.integer(limits),
                let high = value.member("max")?.integer(Int64(low)...limits.upperBound)
            else { return nil }
            return .number(Int64(low)...Int64(high))
        case "jaNee": return .flag
        case "keuze":
            let choices = value.member("keuzes")?.elements.compactMap(\.text) ?? []
            guard !choices.isEmpty, Set(choices).count == choices.count else {
                value.report("the choices are absent or double", mend: "list each choice once")
                return nil
            }
            return .choice(choices)
        case "cijfers": return value.member("aantal")?.integer(1...40).map(Kind.digits)
        case "lijst":
            guard let count = value.member("maxAantal")?.integer(1...1000),
                let inner = value.member("velden").map(fields)
            else { return nil }
            return .list(fields: inner, countLimit: count)
        case "object": return value.member("velden").map(fields).map(Kind.object)
        default:
            soort.report(
                "`\(word)` is no kind of field",
                mend: "use tekst, datum, getal, jaNee, keuze, cijfers, lijst or object")
            return nil
        }
    }
}
