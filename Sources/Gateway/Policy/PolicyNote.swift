// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Domain

/// Something that differs between two rule sets, whether it flips a decision or not.
package struct PolicyNote: Hashable, Sendable {
    /// What it is about.
    package enum Kind: String, Sendable {
        case rule = "regel"
        case role = "functie"
        case group = "veldgroep"
        case purpose = "doel"
        case attribute = "gegeven-voor-de-regels"
        case scenario = "voorbeeld"
    }

    package let kind: Kind
    package let code: String
    /// What changed, Dutch, in one sentence without full stop.
    package let text: String
}

extension PolicyNote {
    /// Everything that differs but the decisions: rules, words and what rules can speak of.
    static func notes(from before: RuleSet, to after: RuleSet) -> [PolicyNote] {
        rules(before, after) + roles(before, after) + groups(before, after)
            + purposes(before, after) + attributes(before, after)
    }

    /// The examples that came, went or were rewritten.
    package static func notes(
        from before: [PolicyFiles.File], to after: [PolicyFiles.File]
    ) -> [PolicyNote] {
        func names(_ files: [PolicyFiles.File]) -> [String: [UInt8]] {
            Dictionary(
                files.map { ($0.path.split(separator: "/").last.map(String.init) ?? "", $0.bytes) },
                uniquingKeysWith: { first, _ in first })
        }
        return compare(names(before), names(after), .scenario, "de voorbeelden") { old, new in
            old == new ? [] : ["de voorbeelden zijn gewijzigd"]
        }
    }

    /// What came, what went, and what changed of the rest; by code.
    private static func compare<T>(
        _ before: [String: T], _ after: [String: T], _ kind: Kind, _ noun: String,
        _ changes: (T, T) -> [String]
    ) -> [PolicyNote] {
        Set(before.keys).union(after.keys).sorted().flatMap { code -> [PolicyNote] in
            let texts: [String] =
                switch (before[code], after[code]) {
                case (nil, .some): ["\(noun): nieuw"]
                case (.some, nil): ["\(noun): vervallen"]
                case (.some(let old), .some(let new)): changes(old, new)
                case (nil, nil): []
                }
            return texts.map { PolicyNote(kind: kind, code: code, text: $0) }
        }
    }

    // MARK: Rules

    private static func rules(_ before: RuleSet, _ after: RuleSet) -> [PolicyNote] {
        func table(_ set: RuleSet) -> [String: Rule] {
            var counts: [String: Int] = [:]
            var table: [String: Rule] = [:]
            for rule in set.rules.sorted(by: { $0.validFrom < $1.validFrom }) {
                let number = counts[rule.code.text, default: 0]
                counts[rule.code.text] = number + 1
                table[number == 0 ? rule.code.text : "\(rule.code.text) (\(number + 1))"] = rule
            }
            return table
        }
        return compare(table(before), table(after), .rule, "de regel", changes)
    }

    private static func changes(_ old: Rule, _ new: Rule) -> [String] {
        var texts: [String] = []
        if old.isOff != new.isOff {
            texts.append(new.isOff ? "de regel staat nu uit" : "de regel staat nu aan")
        }
        if old.validFrom != new.validFrom {
            texts.append("geldt vanaf \(new.validFrom), was \(old.validFrom)")
        }
        if old.validUntil != new.validUntil {
            func end(_ day: CivilDate?) -> String { day.map { "tot \($0)" } ?? "zonder einde" }
            texts.append("geldt \(end(new.validUntil)), was \(end(old.validUntil))")
        }
        if old.effect != new.effect { texts.append("het gevolg van de regel is anders") }
        if !old.text.utf8.elementsEqual(new.text.utf8) {
            texts.append("de voorwaarden zijn anders geschreven")
        }
        if old.row != new.row {
            texts.append("hoort bij rij \(new.row ?? "–"), was \(old.row ?? "–")")
        }
        if old.bases != new.bases {
            func list(_ rule: Rule) -> String { rule.bases.map(\.text).joined(separator: ", ") }
            texts.append("grondslag \(list(new)), was \(list(old))")
        }
        if old.source != new.source { texts.append("bron: \(new.source), was: \(old.source)") }
        if old.obligations != new.obligations {
            func list(_ rule: Rule) -> String {
                rule.obligations.isEmpty
                    ? "geen" : rule.obligations.map(\.rawValue).joined(separator: ", ")
            }
            texts.append("verplichtingen \(list(new)), was \(list(old))")
        }
        if old.explanation != new.explanation { texts.append("de uitleg is anders") }
        return texts
    }

    // MARK: Words

    private static func roles(_ before: RuleSet, _ after: RuleSet) -> [PolicyNote] {
        func roles(_ set: RuleSet) -> [String: RoleBook.Role] {
            Dictionary(
                set.roles.roles.map { ($0.code.text, $0) }, uniquingKeysWith: { one, _ in one })
        }
        func groups(_ set: RuleSet) -> [String: RoleBook.RoleGroup] {
            Dictionary(
                set.roles.groups.map { ($0.code.text, $0) }, uniquingKeysWith: { one, _ in one })
        }
        return compare(roles(before), roles(after), .role, "de functie") { old, new in
            (old.name == new.name ? [] : ["heet nu \(new.name), was \(old.name)"])
                + moved(
                    Set(old.partnerTypes.map(\.rawValue)), Set(new.partnerTypes.map(\.rawValue)))
        }
            + compare(groups(before), groups(after), .role, "de groep van functies") { old, new in
                (old.name == new.name ? [] : ["heet nu \(new.name), was \(old.name)"])
                    + moved(Set(old.roles.map(\.text)), Set(new.roles.map(\.text)))
            }
    }

    private static func moved(_ old: Set<String>, _ new: Set<String>) -> [String] {
        var texts: [String] = []
        let came = new.subtracting(old).sorted()
        let went = old.subtracting(new).sorted()
        if !came.isEmpty { texts.append("erbij: \(came.joined(separator: ", "))") }
        if !went.isEmpty { texts.append("eruit: \(went.joined(separator: ", "))") }
        return texts
    }

    private static func groups(_ before: RuleSet, _ after: RuleSet) -> [PolicyNote] {
        func categories(_ set: RuleSet) -> [String: Catalogue.Category] {
            Dictionary(
                set.catalogue.categories.map { ($0.code.text, $0) },
                uniquingKeysWith: { one, _ in one })
        }
        func groups(_ set: RuleSet) -> [String: Catalogue.Group] {
            Dictionary(
                set.catalogue.groups.map { ($0.code.text, $0) },
                uniquingKeysWith: { one, _ in one })
        }
        return compare(categories(before), categories(after), .group, "de categorie") { old, new in
            old.ttlDays == new.ttlDays
                ? []
                : [
                    "op te halen gedurende \(days(new.ttlDays)), was \(days(old.ttlDays))"
                ]
        }
            + compare(groups(before), groups(after), .group, "de veldgroep") { old, new in
                var texts: [String] = []
                if old.sensitivity != new.sensitivity {
                    texts.append("gevoeligheid \(new.sensitivity), was \(old.sensitivity)")
                }
                texts += moved(Set(old.fields.map(words)), Set(new.fields.map(words)))
                if old.name != new.name || old.explanation != new.explanation {
                    texts.append("de naam of uitleg is anders")
                }
                return texts
            }
    }

    private static func days(_ count: Int?) -> String {
        count.map { "\($0) dagen" } ?? "zolang de casus loopt"
    }

    private static func words(_ field: Catalogue.Field) -> String {
        "\(field.name) (\(words(field.kind))\(field.isRequired ? ", verplicht" : ""))"
    }

    private static func words(_ kind: Catalogue.Kind) -> String {
        switch kind {
        case .text(let limit): "tekst tot \(limit) bytes"
        case .number(let range): "getal van \(range.lowerBound) tot en met \(range.upperBound)"
        case .choice(let choices): "keuze uit \(choices.joined(separator: ", "))"
        case .digits(let count): "\(count) cijfers"
        case .list(let fields, let limit):
            "lijst tot \(limit) van \(fields.map(words).joined(separator: "; "))"
        case .object(let fields): "met \(fields.map(words).joined(separator: "; "))"
        case .date, .flag: kind.name
        }
    }

    private static func purposes(_ before: RuleSet, _ after: RuleSet) -> [PolicyNote] {
        func table(_ set: RuleSet) -> [String: PurposeRegister.Purpose] {
            Dictionary(
                set.purposes.purposes.map { ($0.code.text, $0) },
                uniquingKeysWith: { one, _ in one })
        }
        return compare(table(before), table(after), .purpose, "het doel") { old, new in
            var texts: [String] = []
            if old.name != new.name || old.explanation != new.explanation {
                texts.append("de naam of uitleg is anders")
            }
            texts += moved(Set(old.groups.map(\.text)), Set(new.groups.map(\.text)))
            texts += moved(
                Set(old.recipients.map(\.rawValue)), Set(new.recipients.map(\.rawValue)))
            if old.periodDays != new.periodDays {
                texts.append("termijn \(new.periodDays) dagen, was \(old.periodDays)")
            }
            return texts
        }
    }

    private static func attributes(_ before: RuleSet, _ after: RuleSet) -> [PolicyNote] {
        func table(_ set: RuleSet) -> [String: Set<String>] {
            let context = set.schema.actions[Offer.Moment.offer.action]?.context.attributes ?? [:]
            var table: [String: Set<String>] = [:]
            for (name, attribute) in context {
                guard case .entity(let type) = attribute.type else {
                    table[name.string] = []
                    continue
                }
                let choices = set.schema.entityTypes[type]?.choices ?? []
                table[name.string] = Set(choices.map(\.string))
            }
            return table
        }
        return compare(table(before), table(after), .attribute, "het gegeven", moved)
    }
}
