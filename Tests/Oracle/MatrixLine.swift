// SPDX-License-Identifier: EUPL-1.2

/// One line of `matrix.csv`: a row of the matrix for one veldgroep and one pair of roles.
package struct MatrixLine: Sendable {
    package let row: Int
    package let isOn: Bool
    package let form: Form
    /// Empty where the row holds for every purpose.
    package let purpose: String
    package let group: String
    package let sourceRole: String
    package let recipientRole: String
    let sourcePartner: [String]
    let recipientPartner: [String]
    package let terms: Terms

    /// What the row asks, whoever it is for.
    package struct Terms: Hashable, Sendable {
        package let act: Act
        let namesConsentAsBasis: Bool
        let liftsSecrecy: Bool
        let isWithinPartner: Bool
        let notice: Notice
        let noStops: Bool
        let secrecyLiftedByLaw: Bool
        let age: Age
        let conditions: Conditions
        let sourceArrangement: String
        let recipientArrangement: String
        let weighing: String
        let reachesEnforcement: Bool

        func asks(_ condition: Conditions) -> Bool { conditions.contains(condition) }
    }

    package enum Form: String, Sendable { case disclosure, pointer, never }

    /// The column "Consent" of the matrix.
    package enum Act: String, Sendable {
        case notice = "N"
        case announcement = "N+inform"
        case consent = "T"
        case agreement = "O"
        case plan
        case anonymous = "A"
        case anonymousElseConsent = "A/T"
        case anonymousWithConsent = "A+T"
        case breakGlass = "B"
        case refuse = "X"
    }

    enum Notice: String, Sendable {
        case none, text
        case textAndThis = "text+this"
    }

    enum Age: String, Sendable {
        case any = ""
        case minor = "<18"
        case adult = ">=18"
    }

    /// The columns that say yes or nothing.
    struct Conditions: OptionSet, Hashable, Sendable {
        let rawValue: Int
        static let relationByLaw = Self(rawValue: 1 << 0)
        static let threshold = Self(rawValue: 1 << 1)
        static let necessary = Self(rawValue: 1 << 2)
        static let perItem = Self(rawValue: 1 << 3)
        static let directlyInvolved = Self(rawValue: 1 << 4)
        static let meeting = Self(rawValue: 1 << 5)
        static let visit = Self(rawValue: 1 << 6)
        static let planParticipant = Self(rawValue: 1 << 7)
        static let planAgreed = Self(rawValue: 1 << 8)
        static let chosenReader = Self(rawValue: 1 << 9)
        static let bothDirections = Self(rawValue: 1 << 10)
        static let beschikkingsvrij = Self(rawValue: 1 << 11)
        static let initiator = Self(rawValue: 1 << 12)
        static let invites = Self(rawValue: 1 << 13)
        static let reporter = Self(rawValue: 1 << 14)

        static let columns: [(String, Conditions)] = [
            ("relation_by_law", .relationByLaw), ("threshold", .threshold),
            ("necessary", .necessary), ("per_item", .perItem),
            ("directly_involved", .directlyInvolved), ("meeting", .meeting), ("visit", .visit),
            ("plan_participant", .planParticipant), ("plan_agreed", .planAgreed),
            ("chosen_reader", .chosenReader), ("both_directions", .bothDirections),
            ("beschikkingsvrij", .beschikkingsvrij), ("initiator", .initiator),
            ("invites", .invites), ("reporter", .reporter),
        ]
    }

    /// - Returns: nil where a column is missing or has a word that it cannot have.
    init?(_ columns: [String: Int], _ values: [String]) {
        func text(_ column: String) -> String? { columns[column].map { values[$0] } }
        guard columns.count == values.count,
            let row = text("row").flatMap({ Int($0) }),
            let form = text("form").flatMap(Form.init),
            let act = text("act").flatMap(Act.init),
            let status = text("status"), status == "on" || status == "off",
            let notice = text("notice").flatMap(Notice.init),
            let age = text("age").flatMap(Age.init),
            let purpose = text("purpose"), let group = text("group"),
            let sourceRole = text("source_role"), let recipientRole = text("recipient_role"),
            let sourcePartner = text("source_partner"),
            let recipientPartner = text("recipient_partner"),
            let objection = text("objection_stops"), objection == "yes" || objection == "no",
            let secrecy = text("secrecy"), ["", "bound", "by-law"].contains(secrecy),
            let sourceArrangement = text("arrangement_source"),
            let recipientArrangement = text("arrangement_recipient"),
            let weighing = text("weighing"), let obligation = text("obligation"),
            let basis = text("basis"), ["", "G-T", "G-S", "G-T+G-S"].contains(basis)
        else { return nil }
        var conditions: Conditions = []
        for (column, condition) in Conditions.columns {
            guard let word = text(column), word.isEmpty || word == "1" else { return nil }
            if !word.isEmpty { conditions.insert(condition) }
        }
        self.row = row
        self.form = form
        isOn = status == "on"
        self.purpose = purpose
        self.group = group
        self.sourceRole = sourceRole
        self.recipientRole = recipientRole
        self.sourcePartner = sourcePartner.split(separator: "|").map(String.init)
        self.recipientPartner = recipientPartner.split(separator: "|").map(String.init)
        terms = Terms(
            act: act, namesConsentAsBasis: basis.hasPrefix("G-T"),
            liftsSecrecy: basis.hasSuffix("G-S"),
            isWithinPartner: sourcePartner == "same", notice: notice, noStops: objection == "yes",
            secrecyLiftedByLaw: secrecy == "by-law", age: age, conditions: conditions,
            sourceArrangement: sourceArrangement, recipientArrangement: recipientArrangement,
            weighing: weighing, reachesEnforcement: obligation == "none")
    }

    /// Whether the columns of the partners admit these two.
    func admits(_ question: OracleQuestion) -> Bool {
        Self.admits(sourcePartner, question.sourcePartner)
            && Self.admits(recipientPartner, question.recipientPartner)
    }

    private static func admits(_ kinds: [String], _ partner: PartnerKind) -> Bool {
        kinds.isEmpty || kinds == ["same"] || kinds.contains(partner.rawValue)
    }
}

/// The lines of `matrix.csv`.
package struct Matrix: Sendable {
    package let lines: [MatrixLine]
    private let byPair: [Pair: [MatrixLine]]

    private struct Pair: Hashable, Sendable {
        let source: String
        let recipient: String
    }

    /// - Returns: nil where a line cannot be read.
    package init?(csv text: String) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"))
            .filter { $0.first != UInt8(ascii: "#") }
            .map { line in
                line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                    .map { String(decoding: $0, as: UTF8.self) }
            }
        guard let header = lines.first else { return nil }
        let columns = Dictionary(zip(header, header.indices)) { first, _ in first }
        var read: [MatrixLine] = []
        for values in lines.dropFirst() {
            guard let line = MatrixLine(columns, values) else { return nil }
            read.append(line)
        }
        self.lines = read
        byPair = Dictionary(grouping: read) {
            Pair(source: $0.sourceRole, recipient: $0.recipientRole)
        }
    }

    /// The lines of two roles, whatever the veldgroep and the purpose.
    func lines(from source: String, to recipient: String) -> [MatrixLine] {
        byPair[Pair(source: source, recipient: recipient)] ?? []
    }
}
