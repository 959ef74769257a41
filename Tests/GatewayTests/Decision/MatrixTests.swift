// SPDX-License-Identifier: EUPL-1.2
import Domain
import Gateway
import Testing

/// A professional: type of partner and role.
struct Professional: Hashable, Sendable, CustomTestStringConvertible {
    let type: PartnerType
    let role: String

    var testDescription: String { "\(type.rawValue)/\(role)" }
}

/// The rows that are on, written from the matrix of domain.md §7 and not from the rule files.
private struct Row {
    let from: Set<String>
    let groups: Set<String>
    let to: Set<String>
    let purpose: String
    let reachesEnforcement: Bool

    init(
        _ from: Set<String>, _ groups: Set<String>, _ to: Set<String>, _ purpose: String,
        reachesEnforcement: Bool = false
    ) {
        self.from = from
        self.groups = groups
        self.to = to
        self.purpose = purpose
        self.reachesEnforcement = reachesEnforcement
    }

    static let school: Set = ["mentor", "zorgcoordinator", "intern-begeleider"]
    static let absence = school.union(["verzuimcoordinator", "systeem"])
    static let c6: Set = ["C6.observatie", "C6.incident", "C6.wat-werkt"]
    static let c7: Set = ["C7.advies", "C7.belastbaarheid", "C7.bevinding", "C7.diagnose"]
    static let c8: Set = ["C8.gezin", "C8.zorgen"]
    static let c9: Set = ["C9.bestaan", "C9.advies", "C9.afspraken", "C9.inhoud"]
    static let primary: Set = ["leerkracht", "intern-begeleider"]
    /// Every professional; the system account of a school is none.
    static let anybody: Set = school.union(primary).union([
        "schoolleider", "verzuimcoordinator", "bpo", "gezinswerker", "jeugdarts",
        "jeugdverpleegkundige", "jgz-medewerker", "leerplichtambtenaar", "rmc-medewerker",
        "gezinsbegeleider", "behandelaar", "jeugdondersteuner", "schoolconsulent",
        "pedagogisch-medewerker", "onderzoeker",
    ])
    static let all = [
        Row(absence, ["C3.ongeoorloofd"], ["leerplichtambtenaar"], "P2", reachesEnforcement: true),
        Row(
            absence, ["C1.identificatie", "C1.pgn"], ["leerplichtambtenaar"], "P2",
            reachesEnforcement: true),
        Row(["leerplichtambtenaar"], ["C3.opvolging", "C11.stap"], school, "P2"),
        Row(
            school,
            [
                "C4.niveau", "C4.resultaten", "C5.opp", "C5.arrangement", "C5.advies",
                "C5.gezondheid",
            ],
            ["bpo"], "P5"),
        Row(
            ["bpo"], ["C5.opp", "C5.arrangement", "C5.advies", "C5.gezondheid"],
            ["schoolleider", "zorgcoordinator", "intern-begeleider"], "P5"),
        Row(school, c6.union(c8).union(["C1.identificatie"]), ["gezinswerker"], "P3"),
        Row(["gezinswerker"], ["C9.bestaan"], school, "P4"),
        Row(["gezinswerker"], c9, ["gezinsbegeleider", "behandelaar"], "P4"),
        Row(["gezinswerker"], c9, ["leerplichtambtenaar"], "P6"),
        Row(
            ["jeugdarts"], ["C7.advies", "C7.belastbaarheid"],
            ["zorgcoordinator", "intern-begeleider"], "P1"),
        Row(
            school, ["C1.identificatie", "C1.contact", "C1.adres", "C1.school"],
            ["jeugdarts", "jeugdverpleegkundige", "jgz-medewerker"], "P9"),
        Row(["jeugdarts"], ["C7.belastbaarheid"], ["leerplichtambtenaar"], "P6"),
        Row(["jeugdarts"], c7, ["gezinswerker"], "P4"),
        Row(["gezinswerker"], c9, ["jeugdarts"], "P4"),
        Row(["gezinsbegeleider"], ["C9.advies"], ["leerkracht"], "P1"),
        Row(primary, c6.union(c8), ["schoolconsulent"], "P3"),
        Row(["schoolconsulent"], c6.union(c8), primary, "P3"),
        Row(anybody, ["C11.stap", "C11.zorgstap"], anybody, "P6"),
        Row(anybody, ["C12.verhaal"], anybody, "P14"),
        Row(
            school, ["C1.identificatie", "C6.observatie", "C6.wat-werkt", "C8.zorgen"],
            ["jeugdarts", "jeugdverpleegkundige"], "P3"),
        Row(school, ["C1.identificatie", "C5.opp", "C5.arrangement"], ["gezinswerker"], "P4"),
        Row(school, c6.union(["C1.identificatie"]), ["bpo"], "P5"),
        Row(["jeugdarts", "jeugdverpleegkundige"], ["C7.advies"], ["bpo"], "P5"),
    ]

    static func permits(
        _ from: Professional, _ group: String, _ to: Professional, _ purpose: String
    ) -> Bool {
        all.contains { row in
            row.from.contains(from.role) && row.groups.contains(group)
                && row.to.contains(to.role) && row.purpose == purpose
                && (row.reachesEnforcement || to.type != .leerplichtHandhaving)
        }
    }

    /// What takes a whole fragment with it, health data being marked necessary.
    static func forbids(_ from: Professional, _ group: String, _ to: Professional) -> Bool {
        switch group {
        case "C1.pgn": [from.type, to.type].contains(.samenwerkingsverband)
        case "C5.gezondheid":
            from.type == .samenwerkingsverband
                && [.leerplichtBegeleiding, .leerplichtHandhaving, .buurtteam, .jgz]
                    .contains(to.type)
        case "C7.diagnose": to.type == .school
        default: false
        }
    }
}

struct `The matrix` {
    /// Everybody who can give or get, by the first version of the role book.
    static let professionals: [Professional] =
        ((try? PolicyFolder.utrecht())?.roles.roles ?? []).flatMap { role in
            role.partnerTypes.filter(\.mayJoin).map {
                Professional(type: $0, role: role.code.text)
            }
        }
    /// Those of the rows that a role gives by, one by which nothing goes, and one in no register.
    static func purposes(_ role: String) -> [String] {
        Set(Row.all.filter { $0.from.contains(role) }.map(\.purpose)).union(["P13", "P99"]).sorted()
    }

    @Test(arguments: professionals)
    func `permits what the rows that are on permit, and nothing else`(from: Professional) throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        let alone: Set = ["C1.pgn", "C5.gezondheid", "C7.diagnose"]
        var offers: [[String]] = alone.sorted().map { [$0] }
        for category in rules.catalogue.categories {
            let groups = category.groups.map(\.code.text).filter { !alone.contains($0) }
            if !groups.isEmpty { offers.append(groups) }
        }
        let everything = rules.catalogue.groups.map(\.code.text)
        var compared = 0
        for to in Self.professionals {
            for purpose in Self.purposes(from.role) {
                var situation = try Situation(
                    age: 17, from: (from.type, from.role), everything, to: (to.type, to.role),
                    purpose)
                for groups in offers {
                    let codes = groups.compactMap { VeldgroepCode($0) }
                    situation.offer.category = try #require(codes.first).category
                    situation.offer.groups = Set(codes)
                    let verdict = situation.verdict(rules)
                    let expected = groups.filter {
                        Row.permits(from, $0, to, purpose) && !Row.forbids(from, $0, to)
                    }
                    compared += groups.count
                    guard verdict.permitted.map(\.text) == expected.sorted(),
                        groups.contains(where: { Row.forbids(from, $0, to) })
                            == verdict.codes.contains(.verbod)
                    else {
                        Issue.record("\(from) \(groups) \(to) \(purpose): \(verdict)")
                        return
                    }
                }
            }
        }
        #expect(compared == Self.professionals.count * Self.purposes(from.role).count * 43)
    }

    @Test(arguments: professionals)
    func `sends nothing of police and justice, to nobody`(from: Professional) throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        for to in Self.professionals {
            for purpose in Self.purposes(from.role) {
                var situation = try Situation(
                    age: 17, from: (from.type, from.role), ["C13.x"], to: (to.type, to.role),
                    purpose)
                situation.offer.groups = []
                let verdict = situation.verdict(rules)
                #expect(!verdict.isPermitted)
                let kern: [PartnerType] = [
                    .school, .samenwerkingsverband, .buurtteam, .jgz, .leerplichtBegeleiding,
                    .leerplichtHandhaving,
                ]
                let row7 = from.role == "leerplichtambtenaar" && kern.contains(to.type)
                #expect(verdict.codes.contains(.verbod))
                #expect(verdict.rules.map(\.text).contains(row7 ? "rij-7" : "rij-44-gegevens"))
            }
        }
    }
}
