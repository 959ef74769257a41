// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import PartnerClient
internal import Platform

extension DemoCase {
    // MARK: Step 7

    func withdraw(_ consent: String, _ family: Family) throws {
        printer.heading("Stap 7. Moeder trekt haar toestemming in")
        printer.says("mentor", "heeft nog iets klaargezet voor het buurtteam")
        _ = try mentor.offer(
            family.casus,
            [
                "categorie": "C6", "doel": "P3",
                "inhoud": ["C6.wat-werkt": ["watWerkt": "Een vaste plek voorin de klas."]],
                "ontvangers": [["partner": .string(Self.team), "rol": "gezinswerker"]],
            ])
        let waiting = try worker.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let answer = try mentor.post(
            "/v1/toestemmingen/\(consent)/intrekkingen",
            ["ingetrokkenOp": now, "kanaal": "telefoon"])
        printer.says("mentor", "legt de intrekking vast; die werkt meteen")
        printer.good(
            "\(answer["vernietigdeEnveloppen"]?.integer ?? 0) enveloppen die hierop rustten zijn vernietigd"
        )
        printer.says("gezinswerker", "probeert op te halen wat klaarstond")
        guard let last = waiting.last(where: { $0["soort"]?.string == "envelop" }),
            let id = last["envelop"]?.string.flatMap({ RandomID(hex: $0) })
        else { throw CommandFailure(.failure, "nothing was waiting for the buurtteam") }
        try worker.open(id)
        let inbox = try worker.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        let notices = inbox.count { $0["soort"]?.string == "intrekking" }
        guard notices > 0 else { throw CommandFailure(.failure, "the buurtteam was not told") }
        printer.note(
            "het buurtteam kreeg \(notices) bericht(en) van intrekking; het verleden blijft in het logboek"
        )
    }

    // MARK: Step 8

    /// On the sixteenth birthday what rests on the parents' yes ends, and Noor is asked.
    func turnSixteen(_ family: Family) throws {
        printer.heading("Stap 8. Noor wordt 16")
        let birthday = Amsterdam.startOfDay(born.adding(years: 16)).adding(
            milliseconds: 9 * 3_600_000)
        try stage.moveClock(to: birthday.adding(milliseconds: -86_400_000))
        try recordGezag(family)
        let before = try overview(of: family.mother, family)
        try stage.moveClock(to: birthday)
        printer.note("de klok staat op haar verjaardag, \(today.description)")
        let after = try overview(of: family.mother, family)
        printer.says("moeder", "zag gisteren \(count(before)) regels, en vandaag \(count(after))")
        for notice in after["berichten"]?.array ?? [] { printer.note(notice.string ?? "") }
        let own = try overview(of: family.noor, family)
        printer.says("Noor", "ziet \(count(own)) regels")
        for notice in own["berichten"]?.array ?? [] { printer.note(notice.string ?? "") }
        printer.says("mentor", "wil iets geven op een ja van moeder")
        let groups: [JSON] = ["C6.observatie", "C6.wat-werkt"]
        let fragment: JSON = [
            "categorie": "C6", "doel": "P5",
            "inhoud": ["C6.wat-werkt": ["watWerkt": "Zij kiest zelf haar plek."]],
            "ontvangers": [["partner": .string(Self.alliance), "rol": "bpo"]],
        ]
        _ = try mentor.offer(family.casus, fragment)
        printer.says("Noor", "zegt nu zelf ja")
        _ = try consent(
            mentor, family.casus, family.noor, scope(Self.alliance, "bpo", "P5", groups))
        _ = try mentor.offer(family.casus, fragment)
    }

    // MARK: Step 9

    /// The casus ends: its line, then its key and all that lies under it are destroyed.
    func close(_ family: Family) throws {
        printer.heading("Stap 9. De casus wordt gesloten")
        _ = try mentor.post("/v1/casussen/\(family.casus)/afsluiting", ["reden": "afgerond"])
        printer.good("de sleutel van de casus en alle versleutelde inhoud zijn vernietigd")
        let closed = try mentor.refusal("/v1/casussen/\(family.casus)")
        printer.note("wie de casus nu opvraagt krijgt: \(closed.prefix(3)) niet-beschikbaar")
        let lines = try mentor.get("/v1/logregels?aantal=100")["logregels"]?.array ?? []
        guard !lines.isEmpty else {
            throw CommandFailure(.failure, "the school's lines are gone with the casus")
        }
        printer.note(
            "de regels van de school blijven leesbaar: \(lines.count) op de eerste bladzijde")
    }
}
