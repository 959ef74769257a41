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
    ///
    /// Each yes is of the day before and would last half a year: only the birthday can end it.
    func turnSixteen(_ family: Family) throws {
        printer.heading("Stap 8. Noor wordt 16")
        let birthday = Amsterdam.startOfDay(born.adding(years: 16))
        let morning = birthday.adding(milliseconds: 9 * 3_600_000)
        try stage.moveClock(to: morning.adding(milliseconds: -86_400_000))
        let eve = try askOnTheEve(family)
        let before = try overview(of: family.mother, family)
        try stage.moveClock(to: morning)
        printer.note("de klok staat op haar verjaardag, \(today.description)")
        let after = try overview(of: family.mother, family)
        printer.says("moeder", "zag gisteren \(count(before)) regels, en vandaag \(count(after))")
        for notice in after["berichten"]?.array ?? [] { printer.note(notice.string ?? "") }
        let own = try overview(of: family.noor, family)
        printer.says("Noor", "ziet \(count(own)) regels")
        for notice in own["berichten"]?.array ?? [] { printer.note(notice.string ?? "") }
        try decideAlone(family, eve, birthday)
        try keepOwnYes(eve)
    }

    /// The consents of the day before the birthday.
    private struct Eve {
        /// The mother's, for what school gives.
        let school: String
        /// Noor's own and her parents', for what the doctor gives.
        let care: [String]
    }

    private var supportScope: JSON {
        scope(Self.alliance, "bpo", "P5", ["C6.observatie", "C6.wat-werkt"])
    }

    private func giveSupport(_ words: String, _ family: Family) throws -> JSON {
        try mentor.offer(
            family.casus,
            [
                "categorie": "C6", "doel": "P5",
                "inhoud": ["C6.wat-werkt": ["watWerkt": .string(words)]],
                "ontvangers": [["partner": .string(Self.alliance), "rol": "bpo"]],
            ])
    }

    /// The mother says yes to school, Noor and both parents to the doctor; what needs it goes.
    private func askOnTheEve(_ family: Family) throws -> Eve {
        printer.note("de klok staat op de dag ervoor, \(today.description)")
        try recordGezag(family)
        printer.says("mentor", "vraagt alles opnieuw: moeder zegt ja, voor een half jaar")
        try ask(mentor, family, supportScope)
        let school = try consent(mentor, family.casus, family.mother, supportScope)
        try mustGo(try giveSupport("Een rustig begin van de dag.", family), by: "rij-47-c6")
        printer.says("BPO", "haalt op")
        _ = try support.receive()
        printer.says("jeugdarts", "vraagt ook opnieuw: Noor zelf en beide ouders zeggen ja")
        let own = try self.family(of: doctor)
        let care = try [own.noor, own.mother, own.father].map {
            try consent(doctor, own.casus, $0, adviceScope, liftsSecrecy: true)
        }
        try giveAdvice("Bouw de uren langzaam op.", own)
        return Eve(school: school, care: care)
    }

    /// The mother's yes of yesterday ended at midnight: school must ask Noor, who decides alone.
    private func decideAlone(_ family: Family, _ eve: Eve, _ birthday: Timestamp) throws {
        printer.says("mentor", "wil iets geven op het ja van moeder van gisteren")
        let words = "Zij kiest zelf haar plek."
        try mustLackConsent(
            try giveSupport(words, family), of: [family.noor], "niet-gevraagd")
        printer.says("mentor", "kijkt wat opnieuw gevraagd moet worden")
        let lapse = try renewal(of: eve.school, for: mentor)
        let asked = (lapse["ontbreekt"]?.array ?? []).compactMap(\.string)
        guard lapse["persoon"]?.string == family.mother,
            lapse["reden"]?.string == "verjaardag-16",
            lapse["vervallenOp"]?.string == birthday.rfc3339, asked == [family.noor]
        else {
            throw CommandFailure(.failure, "the mother's yes did not end by the 16th birthday")
        }
        printer.refused("het ja van moeder verviel door verjaardag-16, niet door zijn einddatum")
        printer.note("te vragen aan: Noor")
        printer.says("Noor", "zegt nu zelf ja")
        _ = try consent(mentor, family.casus, family.noor, supportScope)
        try mustGo(try giveSupport(words, family), by: "rij-47-c6")
        guard try renewals(of: mentor)[eve.school] == nil else {
            throw CommandFailure(.failure, "what was asked again is still to be asked")
        }
        printer.good("het staat niet meer bij wat opnieuw gevraagd moet worden")
    }

    /// Noor's yes of yesterday for the doctor's advice stands, and is enough by itself.
    private func keepOwnYes(_ eve: Eve) throws {
        printer.says("jeugdarts", "geeft school advies op het ja van Noor van gisteren")
        let own = try family(of: doctor)
        try giveAdvice("Vraag Noor zelf wat zij aankan.", own)
        let lapsed = try renewals(of: doctor)
        guard eve.care.allSatisfy({ lapsed[$0] == nil }) else {
            throw CommandFailure(.failure, "a yes for care ended though Noor had said yes herself")
        }
        printer.good("het eigen ja van Noor voor de zorg blijft staan")
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
