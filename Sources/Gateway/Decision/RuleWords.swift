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
        var survey = ExpressionSurvey()
        survey.add(scopeOf: rule.policy)
        for condition in rule.policy.conditions { survey.add(condition.body) }
        var findings: [PolicyFinding] = []
        var groups: Set<VeldgroepCode> = []
        var named: Set<PurposeCode> = []
        for (uid, range) in survey.entities {
            let id = uid.id.string
            let line = range.start.line
            switch uid.type.string {
            case "Rol":
                if RoleCode(id).flatMap({ roles.role($0) }) == nil {
                    findings.append(unknown(rule, line, uid, "rollen.json"))
                }
            case "Rolgroep":
                if !roles.groups.contains(where: { $0.code == RoleGroupCode(id) }) {
                    findings.append(unknown(rule, line, uid, "rollen.json"))
                }
            case "Categorie":
                if let category = CategoryCode(id).flatMap({ catalogue.category($0) }) {
                    groups.formUnion(category.groups.map(\.code))
                } else {
                    findings.append(unknown(rule, line, uid, "catalogus.json"))
                }
            case "Veldgroep":
                if let group = VeldgroepCode(id).flatMap({ catalogue.group($0) }) {
                    groups.insert(group.code)
                } else {
                    findings.append(unknown(rule, line, uid, "catalogus.json"))
                }
            case "Doel":
                if let purpose = PurposeCode(id).flatMap({ purposes.purpose($0) }) {
                    named.insert(purpose.code)
                } else if id != Self.unknownPurpose {
                    findings.append(unknown(rule, line, uid, "doelen.json"))
                }
            default: break
            }
        }
        if rule.effect == .permit { findings += purposeFindings(rule, named, groups) }
        return findings
    }

    /// Stands for a purpose outside the register.
    static let unknownPurpose = "onbekend"

    private func unknown(
        _ rule: Rule, _ line: Int, _ uid: EntityUID, _ file: String
    ) -> PolicyFinding {
        PolicyFinding(
            rule.path, line: line, "`\(uid)` is not known",
            mend: "mend the code, or add it to \(file)")
    }

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
                all.append(Entity(uid, parents: [above]))
                all.append(Entity(Self.fragment(group.code), parents: [uid, above]))
            }
        }
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
