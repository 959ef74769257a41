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

}
