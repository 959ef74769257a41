// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Domain

/// The words that rules may use besides the schema's: roles, groups, categories, purposes.
struct RuleWords {
    let catalogue: Catalogue
    let purposes: PurposeRegister
    let roles: RoleBook

    /// What a rule names that does not exist, or that its purpose does not allow.
    func findings(_ rule: Rule) -> [PolicyFinding] {
        var scope = ExpressionSurvey()
        scope.add(scopeOf: rule.policy)
        var positive = ExpressionSurvey()
        var all = scope
        for condition in rule.policy.conditions {
            all.add(condition.body)
            if condition.isWhen { positive.add(condition.body) }
        }
        var findings: [PolicyFinding] = []
        var purposes: Set<PurposeCode> = []
        for (uid, range) in all.entities {
            guard let file = missing(uid) else { continue }
            findings.append(
                PolicyFinding(
                    rule.path, line: range.start.line, "`\(uid)` is not known",
                    mend: "mend the code, or add it to \(file)"))
        }
        for (uid, _) in positive.entities where uid.type.string == "Doel" {
            if let code = PurposeCode(uid.id.string) { purposes.insert(code) }
        }
        // A condition narrows what the scope names.
        let named = groups(of: positive)
        let whole = groups(of: scope)
        let groups = named.isEmpty ? whole : whole.isEmpty ? named : whole.intersection(named)
        if rule.effect == .permit { findings += purposeFindings(rule, purposes, groups) }
        return findings
    }

    /// The file in which a word ought to stand and does not.
    private func missing(_ uid: EntityUID) -> String? {
        let id = uid.id.string
        switch uid.type.string {
        case "Rol":
            return RoleCode(id).flatMap { roles.role($0) } == nil ? "rollen.json" : nil
        case "Rolgroep":
            let isKnown = roles.groups.contains { $0.code == RoleGroupCode(id) }
            return isKnown ? nil : "rollen.json"
        case "Doel":
            let isKnown = PurposeCode(id).flatMap { purposes.purpose($0) } != nil
            return isKnown || id == Self.unknownPurpose ? nil : "doelen.json"
        case "Categorie", "Veldgroep", "Categoriegroep":
            return groups(of: uid) == nil ? "catalogus.json" : nil
        default: return nil
        }
    }

    private func groups(of survey: ExpressionSurvey) -> Set<VeldgroepCode> {
        Set(survey.entities.flatMap { groups(of: $0.uid) ?? [] })
    }

    /// The field groups that a word stands for; nil for a word that is not known.
    private func groups(of uid: EntityUID) -> Set<VeldgroepCode>? {
        let id = uid.id.string
        switch uid.type.string {
        case "Categorie":
            return CategoryCode(id).flatMap { catalogue.category($0) }
                .map { Set($0.groups.map(\.code)) }
        case "Veldgroep":
            return VeldgroepCode(id).flatMap { catalogue.group($0) }.map { [$0.code] }
        case "Categoriegroep":
            return catalogue.bundles.first { $0.code == CategoryGroupCode(id) }?.groups
        default: return nil
        }
    }

    /// Stands for a purpose outside the register.
    static let unknownPurpose = "onbekend"

    /// A purpose lists the groups that its rules may permit.
    private func purposeFindings(
        _ rule: Rule, _ named: Set<PurposeCode>, _ groups: Set<VeldgroepCode>
    ) -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        if groups.isEmpty {
            findings.append(
                PolicyFinding(
                    rule.path, line: rule.line, "the rule names no field group or category",
                    mend: "say what it permits, in the scope or in a condition"))
        }
        for code in named.sorted() {
            guard let purpose = purposes.purpose(code) else { continue }
            for group in groups.subtracting(purpose.groups).sorted() {
                findings.append(
                    PolicyFinding(
                        rule.path, line: rule.line,
                        "`\(group)` is not listed for purpose `\(code)`",
                        mend: "add it in doelen.json, or leave it out of the rule"))
            }
        }
        return findings
    }

    // MARK: Entities

    /// Everything that every question shares: who can give, what can be given, and the groups above.
    var entities: Entities {
        var all = [Entity(Self.professional(nil, nil))]
        for role in roles.roles {
            let above = roles.groups.filter { $0.roles.contains(role.code) }
            let uid = EntityUID("Rol", role.code.text)
            all.append(Entity(uid, parents: above.map { EntityUID("Rolgroep", $0.code.text) }))
            for type in role.partnerTypes {
                all.append(
                    Entity(
                        Self.professional(type, role.code),
                        parents: [uid, EntityUID("Partnertype", type.rawValue)]))
            }
        }
        all += roles.groups.map { Entity(EntityUID("Rolgroep", $0.code.text)) }
        all.append(Entity(EntityUID("Rol", RoleBook.unknown.text)))
        for category in catalogue.categories {
            let above = EntityUID("Categorie", category.code.text)
            all.append(Entity(above))
            all.append(Entity(Self.fragment(category.code), parents: [above]))
            for group in category.groups {
                let uid = EntityUID("Veldgroep", group.code.text)
                let bundles = catalogue.bundles.filter { $0.groups.contains(group.code) }
                    .map { EntityUID("Categoriegroep", $0.code.text) }
                all.append(Entity(uid, parents: [above] + bundles))
                all.append(Entity(Self.fragment(group.code), parents: [uid, above]))
            }
        }
        all += catalogue.bundles.map { Entity(EntityUID("Categoriegroep", $0.code.text)) }
        for moment in Offer.Moment.allCases {
            all.append(Entity(moment.action, parents: [EntityUID("Action", "delen")]))
        }
        all.append(Entity(EntityUID("Action", "delen")))
        do throws(CedarError) {
            return try Entities(all)
        } catch {
            preconditionFailure("the words of a rule set form a hierarchy")
        }
    }

    /// A professional of a role that the type of partner may assert; nil is anybody else.
    static func professional(_ type: PartnerType?, _ role: RoleCode?) -> EntityUID {
        guard let type, let role else { return EntityUID("Professional", "onbekend") }
        return EntityUID("Professional", "\(type.rawValue)/\(role)")
    }

    static func fragment(_ group: VeldgroepCode) -> EntityUID {
        EntityUID("Fragment", group.text)
    }

    static func fragment(_ category: CategoryCode) -> EntityUID {
        EntityUID("Fragment", category.text)
    }
}

extension Offer.Moment {
    /// The Cedar action.
    var action: EntityUID { EntityUID("Action", rawValue) }
}
