// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Encodings

/// Policies, entities and requests of one size, made up the same on every machine.
struct CedarCases {
    let name: String
    let policies: String
    let entities: [Entity]
    let requests: [Request]

    private static let stand = ["nvt", "volledig", "onvolledig", "geweigerd", "ingetrokken"]
    private static let conditions = [
        #"context.toestemming == Toestemming::"volledig" && context.gezagBekend"#,
        #"context.deelnemer && context.noodzakelijk && !context.anoniem"#,
        #"[Nood::"E1", Nood::"E2"].contains(context.nood)"#,
        #"context.overeenstemming && context.caseload && context.directBetrokken"#,
        #"context.bericht == Bericht::"gegeven" && context.deelnemer"#,
    ]

    /// Five rules, as in the examples of the language.
    static let small = CedarCases(name: "small", ruleCount: 5, roleCount: 5, categoryCount: 5)
    /// The size of the protocol: about sixty rules and 250 entities.
    static let protocolSized = CedarCases(
        name: "protocol", ruleCount: 60, roleCount: 24, categoryCount: 60)

    private init(name: String, ruleCount: Int, roleCount: Int, categoryCount: Int) {
        self.name = name
        policies = Self.rules(ruleCount, roleCount, categoryCount)
        var entities: [Entity] = [
            Entity(EntityUID("Action", "delen")),
            Entity(EntityUID("Action", "aanbieden"), parents: [EntityUID("Action", "delen")]),
            Entity(EntityUID("Action", "ophalen"), parents: [EntityUID("Action", "delen")]),
        ]
        for role in 0..<roleCount {
            let group = EntityUID("Rolgroep", "g\(role % 5)")
            if role < 5 { entities.append(Entity(group)) }
            entities.append(Entity(EntityUID("Rol", "r\(role)"), parents: [group]))
            entities.append(
                Entity(
                    EntityUID("Professional", "p\(role)"),
                    parents: [EntityUID("Rol", "r\(role)")]))
        }
        for category in 0..<categoryCount {
            entities.append(Entity(EntityUID("Categorie", "c\(category)")))
            entities.append(
                Entity(
                    EntityUID("Veldgroep", "v\(category)"),
                    parents: [EntityUID("Categorie", "c\(category)")]))
            entities.append(
                Entity(
                    EntityUID("Fragment", "f\(category)"),
                    parents: [EntityUID("Veldgroep", "v\(category)")]))
        }
        self.entities = entities
        // Every other request fits role and category of a rule, the rest fit at most one of them.
        requests = (0..<200).map { number in
            let rule = number * 7 % ruleCount
            let role = number % 2 == 0 ? rule % roleCount : number % roleCount
            return Request(
                principal: EntityUID("Professional", "p\(role)"),
                action: EntityUID("Action", number % 2 == 0 ? "aanbieden" : "ophalen"),
                resource: EntityUID("Fragment", "f\(rule % categoryCount)"),
                context: Self.context(number))
        }
    }

    private static func rules(_ count: Int, _ roles: Int, _ categories: Int) -> String {
        (0..<count).map { number in
            guard number % 12 != 11 else {
                return """
                    @id("verbod-\(number)")
                    forbid (principal, action in Action::"delen", resource in Categorie::"c\(number)")
                    when { context.bezwaar || context.geheim == Geheim::"niet" };
                    """
            }
            // Every third rule is for a whole group of roles.
            let role =
                number % 3 == 2
                ? "Rolgroep::\"g\(number % roles % 5)\"" : "Rol::\"r\(number % roles)\""
            return """
                @id("rij-\(number)")
                permit (
                  principal in \(role),
                  action in Action::"delen",
                  resource in Categorie::"c\(number % categories)"
                )
                when { \(conditions[number % conditions.count]) }
                unless { context.bezwaar };
                """
        }.joined(separator: "\n")
    }

    /// More rules, for roles and categories that no request has.
    static func foreignRules(_ count: Int) -> String {
        (0..<count).map { number in
            """
            permit (
              principal in Rol::"vreemd\(number % 900)",
              action in Action::"delen",
              resource in Categorie::"vreemd\(number % 1100)"
            )
            when { \(conditions[number % conditions.count]) };
            """
        }.joined(separator: "\n")
    }

    private static func context(_ number: Int) -> Record {
        let flags = [
            "gezagBekend", "deelnemer", "noodzakelijk", "overeenstemming", "caseload",
            "directBetrokken", "overlegNu", "gehoord", "perItem",
        ]
        var pairs: [(Text, Value)] = flags.enumerated().map { index, flag in
            (Text(flag), .bool((number + index) % 7 != 0))
        }
        pairs += [
            ("bezwaar", .bool(number % 9 == 0)), ("anoniem", .bool(number % 5 == 0)),
            ("toestemming", .entity("Toestemming", stand[number % 3])),
            ("geheim", .entity("Geheim", "nvt")), ("bericht", .entity("Bericht", "gegeven")),
            ("nood", .entity("Nood", number % 4 == 0 ? "E1" : "geen")),
        ]
        return Record(pairs)
    }

    // MARK: Files for the reference

    private static func json(_ uid: EntityUID) -> JSON {
        ["type": .string(uid.type.string), "id": .string(uid.id.string)]
    }

    var entitiesJSON: JSON {
        .array(
            entities.map { entity in
                [
                    "uid": Self.json(entity.uid), "attrs": Value.record(entity.attributes).json,
                    "parents": .array(entity.parents.map { Self.json($0) }),
                ]
            })
    }

    var requestsJSON: JSON {
        .array(
            requests.map { request in
                [
                    "principal": Self.json(request.principal),
                    "action": Self.json(request.action),
                    "resource": Self.json(request.resource),
                    "context": Value.record(request.context).json,
                ]
            })
    }
}
