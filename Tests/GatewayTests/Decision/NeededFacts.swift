// SPDX-License-Identifier: EUPL-1.2
import Domain
import Gateway

/// A fact that a row stands on, with every value that does not do: absent, unknown or plainly no.
struct NeededFact: Hashable, Sendable, CustomStringConvertible {
    let attribute: String
    let refusing: [String]

    var description: String { "\(attribute) = \(refusing.joined(separator: "|"))" }

    init(_ attribute: String, _ refusing: String...) {
        self.attribute = attribute
        self.refusing = refusing
    }

    static func yes(_ attribute: String) -> NeededFact { NeededFact(attribute, "false") }
    static func no(_ attribute: String) -> NeededFact { NeededFact(attribute, "true") }
}

/// What each row stands on, written from the matrix of domain.md §7 and not from the rule files.
enum NeededFacts {
    /// Every row, whatever it permits.
    static let always: [NeededFact] = [
        .yes("toegetreden"), .yes("rolBekend"), .yes("bronDeelnemer"), .yes("caseload"),
        .no("verlopen"), NeededFact("doel", "onbekend"),
        NeededFact("ontvangerType", "politie", "openbaar-ministerie"),
    ]
    /// Rows whose recipient is not deelnemer by law.
    private static let place: [NeededFact] = [
        .yes("deelnemer"), .yes("gebruikerGenoemd"), NeededFact("overleg", "buiten"),
    ]
    /// What is carried; a referral carries nothing.
    private static let carried: [NeededFact] = [
        .yes("zichtbaarheidOndersteund"), NeededFact("ontvangerRol", "systeem"),
    ]
    /// A consent by section 6, whatever the base.
    private static let consent: [NeededFact] = [
        NeededFact(
            "toestemming", "nvt", "onvolledig", "geweigerd", "ingetrokken", "vervallen",
            "nooitGevraagd"),
        .yes("gezagBekend"), .yes("gehoord"), NeededFact("betrokkenen", "ingelicht", "nee"),
        NeededFact("geheim", "niet"), .no("bezwaar"), .no("nee"), .no("beperking"),
    ]
    private static let secrecy = consent + [NeededFact("geheim", "nvt", "niet")]
    private static let base = consent + [.yes("grondslagToestemming")]
    /// A public task: the family knows, and may object.
    private static let task: [NeededFact] = [
        .no("bezwaar"), .no("nee"), .no("beperking"), NeededFact("betrokkenen", "nee"),
    ]
    private static let told = task + [NeededFact("bericht", "ontbreekt")]
    private static let announced = told + [.yes("aangekondigd")]
    private static let anonymous: [NeededFact] = [
        .yes("anoniem"), .no("herkenbaar"), .no("beperking"),
    ]
    private static let referral: [NeededFact] = [.yes("verwijzing")]
    private static let young = NeededFact("leeftijd", "18-plus")

    /// What is not handed over to enforcement: everything but the statutory report.
    private static let firewall = NeededFact("ontvangerType", "leerplicht-handhaving")

    private static func arrangement(_ named: String) -> NeededFact {
        named == "dagklas"
            ? NeededFact("genoemdVoor", "geen", "flexarrangement")
            : NeededFact("genoemdVoor", "geen", "dagklas")
    }

    /// The facts of one rule; nil for a row that never permits.
    static func of(_ rule: Rule) -> [NeededFact]? {
        guard let own = row(rule) else { return nil }
        switch rule.row {
        case "2", "3": return always + carried + own
        case "21", "43":
            return always + carried + own + [firewall, NeededFact("geheim", "niet")]
        // Nothing is asked of who is outside and is told.
        case "24", "25", "27", "28": return always + own + [firewall]
        case "26": return always + place + own + [firewall]
        default: return always + carried + place + own + [firewall]
        }
    }

    private static func row(_ rule: Rule) -> [NeededFact]? {
        let code = rule.code.text
        switch rule.row {
        case "1": return told + [.yes("eigenOrganisatie")]
        case "2", "3": return [.yes("drempel16u"), young]
        case "4": return announced + [.no("drempel16u"), young]
        case "5": return base + [young]
        case "6": return told + [young]
        case "8" where code == "rij-8-opp":
            return told + [.yes("overeenstemming"), .yes("gezagBekend")]
        case "8", "9", "21": return told
        case "12", "33", "45", "46", "47":
            return rule.row == "33" ? base + [arrangement("dagklas")] : base
        case "13": return anonymous
        case "14", "17", "18", "22", "49", "35": return secrecy
        case "15": return secrecy + base + [.yes("perItem")]
        case "16": return told + [.yes("directBetrokken"), .yes("noodzakelijk")]
        case "19": return secrecy + [.yes("perItem")]
        case "20": return announced
        case "23": return secrecy + [.yes("wederzijds")]
        // No role and no purpose: there is no cell to stand on them.
        case "29": return task
        case "24": return referral + [NeededFact("nood", "geen", "E1", "E2", "E4")]
        case "25": return referral + anonymous.filter { $0.attribute != "beperking" }
        case "26": return referral + [.yes("melder")]
        case "27": return referral + [NeededFact("nood", "geen", "E1", "E2", "E3")]
        case "28": return referral + [.yes("afgewogen")]
        case "31": return announced + [arrangement("flexarrangement"), .yes("bezoekNu")]
        case "32": return secrecy + [arrangement("dagklas")]
        case "34":
            return code == "rij-34"
                ? secrecy + [.yes("beschikkingsvrij")]
                : anonymous + [.yes("beschikkingsvrij")]
        case "36": return code.hasSuffix("anoniem") ? anonymous : base
        case "37":
            let plan: [NeededFact] = [.yes("planDeelnemer"), .yes("planAkkoord")]
            let stap: [NeededFact] = [
                .yes("gezagBekend"), .no("bezwaar"), .no("nee"), .no("beperking"),
                NeededFact("betrokkenen", "ingelicht", "nee"),
            ]
            return plan + (code == "rij-37-stap" ? stap : base)
        case "38": return base + [.yes("gekozenLezer")]
        case "42": return base + anonymous
        case "43": return told + [NeededFact("leeftijd", "onder-12", "12-15", "16-17")]
        case "48": return base + [.yes("bronInbrenger"), NeededFact("overleg", "geen", "buiten")]
        case "nood": return [NeededFact("nood", "geen", "E3", "E4"), .no("verwijzing")]
        default: return nil
        }
    }
}
