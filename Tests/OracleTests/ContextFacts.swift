// SPDX-License-Identifier: EUPL-1.2
import Cedar
import MatrixOracle

/// The context of a question to the rules, read as the facts of the oracle.
///
/// Whatever the context cannot tell apart for the oracle is one value here: an invitation is asked
/// about by the groups that may follow it, so its own recipient counts as one with a place.
final class ContextFacts: OracleFacts {
    private let reader: MaskReader
    private let flags: [String: Int]
    private let words: [String: (dimension: Int, places: [String: UInt64])]

    init(_ dimensions: [SymbolicSpace.Dimension]) {
        reader = MaskReader(valueCounts: dimensions.map(\.values.count))
        var flags: [String: Int] = [:]
        var words: [String: (dimension: Int, places: [String: UInt64])] = [:]
        for (index, dimension) in dimensions.enumerated() {
            let name = dimension.attribute.string
            if dimension.values == [.bool(false), .bool(true)] {
                flags[name] = index
                continue
            }
            var places: [String: UInt64] = [:]
            for (place, value) in dimension.values.enumerated() {
                guard case .entity(let uid) = value else { continue }
                places[uid.id.string] = 1 << UInt64(place)
            }
            words[name] = (index, places)
        }
        self.flags = flags
        self.words = words
    }

    /// The cells in which something holds of these facts.
    func cubes(_ holds: (ContextFacts) -> Bool) -> [Cube] { reader.cubes { holds(self) } }

    private func flag(_ name: String) -> Bool {
        guard let dimension = flags[name] else {
            preconditionFailure("the schema has no flag \(name)")
        }
        return reader.isAmong(dimension, 2)
    }

    private func word(_ name: String, _ values: String...) -> Bool {
        guard let (dimension, places) = words[name] else {
            preconditionFailure("the schema has no word \(name)")
        }
        let masks = values.map { value in
            guard let mask = places[value] else {
                preconditionFailure("\(name) is never \(value)")
            }
            return mask
        }
        return reader.isAmong(dimension, masks.reduce(0, |))
    }

    // MARK: Partner, role, relation

    var partnersJoined: Bool { flag("toegetreden") }
    var rolesKnown: Bool { flag("rolBekend") }
    var isOnePartner: Bool { flag("eigenOrganisatie") }
    var sourceHasPlace: Bool { flag("bronDeelnemer") }
    var recipientPlace: RecipientPlace { flag("deelnemer") ? .accepted : .none }
    var caseloadHolds: Bool { flag("caseload") }
    var personNamed: Bool { flag("gebruikerGenoemd") }
    var meeting: Meeting {
        if word("overleg", "geen") { return .none }
        return word("overleg", "opLijst") ? .listed : .notListed
    }
    var attendanceAsked: Bool { flag("ouderkeuzeGevraagd") }
    var aroundVisit: Bool { flag("bezoekNu") }
    var isInvitation: Bool { false }
    /// Nothing is carried: it is only recorded that somebody outside was told, or told something.
    var isReferral: Bool { flag("verwijzing") }

    // MARK: What rows ask

    var age: AgeBand {
        if word("leeftijd", "18-plus") { return .adult }
        if word("leeftijd", "16-17") { return .from16 }
        return word("leeftijd", "12-15") ? .from12 : .below12
    }
    var overThreshold: Bool { flag("drempel16u") }
    var necessary: Bool { flag("noodzakelijk") }
    var perItem: Bool { flag("perItem") }
    var directlyInvolved: Bool { flag("directBetrokken") }
    var sourceArrangement: String { arrangement }
    var recipientArrangement: String { arrangement }
    private var arrangement: String {
        if word("genoemdVoor", "dagklas") { return "dagklas" }
        return word("genoemdVoor", "flexarrangement") ? "flexarrangement" : ""
    }
    var beschikkingsvrij: Bool { flag("beschikkingsvrij") }
    var sourceBroughtCasus: Bool { flag("bronInbrenger") }
    var planParticipant: Bool { flag("planDeelnemer") }
    var planAgreed: Bool { flag("planAkkoord") && flag("gezagBekend") }
    var chosenReader: Bool { flag("gekozenLezer") }
    var otherDirectionComplete: Bool { flag("wederzijds") }
    var anonymous: Bool { flag("anoniem") }
    var identifying: Bool { flag("herkenbaar") }

    // MARK: Acts

    var consentComplete: Bool {
        word("toestemming", "volledig") && flag("gezagBekend") && flag("gehoord")
    }
    var consentIsBasis: Bool { flag("grondslagToestemming") }
    var agreementComplete: Bool { flag("overeenstemming") && flag("gezagBekend") }
    var secrecy: Secrecy {
        if word("geheim", "niet") { return .kept }
        return word("geheim", "opgeheven") ? .lifted : .notBound
    }
    var others: Others {
        if word("betrokkenen", "nee") { return .against }
        if word("betrokkenen", "geen") { return .none }
        return word("betrokkenen", "ja") ? .consented : .informed
    }
    var noticeGiven: Bool { word("bericht", "gegeven") }
    var noticeOfThisGiven: Bool { flag("aangekondigd") }
    var objectionIsOpen: Bool { flag("bezwaar") }
    var noIsOpen: Bool { flag("nee") }
    var restricted: Bool { flag("beperking") }

    // MARK: Break-glass and the end of the order

    var emergency: Emergency {
        if word("nood", "geen") { return .none }
        if word("nood", "E1") { return .acute }
        if word("nood", "E2") { return .conflictOfDuties }
        return word("nood", "E3") ? .reportToVeiligThuis : .orderedSupervision
    }
    var weighed: Bool { flag("afgewogen") }
    var madeReport: Bool { flag("melder") }
    var obligationAccepted: Bool { flag("zichtbaarheidOndersteund") }
    var expired: Bool { flag("verlopen") }
}
