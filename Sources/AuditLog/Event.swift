// SPDX-License-Identifier: EUPL-1.2

/// The kind of a leaf: all that a leaf says in the open about what happened.
package enum LeafKind: UInt8, CaseIterable, Sendable {
    /// A decision at collect, closed by exactly one outcome.
    case decision = 0x44
    /// The outcome of a decision.
    case outcome = 0x4F
    /// Any other line about a person.
    case line = 0x4C
    /// Control of the gateway; no person.
    case control = 0x43
    /// Keys destroyed; no person.
    case erasure = 0x58
    /// A shard opened or closed; no person.
    case shard = 0x53

    /// The letter in the leaf: D, O, L, C, X or S.
    package var letter: Character { Character(Unicode.Scalar(rawValue)) }

    /// True if the line is about a person: its details are sealed.
    package var isAboutPerson: Bool {
        switch self {
        case .decision, .outcome, .line: true
        case .control, .erasure, .shard: false
        }
    }
}

/// What happened: the code that stands in the details, never in the leaf.
///
/// Each event belongs to one kind of leaf, two of them to a second kind as well.
package enum Event: String, CaseIterable, Sendable {
    // Decisions at collect.
    case verstrekking
    case noodverstrekking
    /// A refusal: a decision at collect, a line at offer.
    case weigering

    // Outcomes of a decision.
    /// An acknowledgement: an outcome, or a line where the decision is closed already.
    case ontvangstBevestigd = "ontvangst-bevestigd"
    case ontvangstOnbekend = "ontvangst-onbekend"
    case weigeringGesloten = "weigering-gesloten"

    // Lines about a person.
    case fragmentAangeboden = "fragment-aangeboden"
    case beslissingGevraagd = "beslissing-gevraagd"
    case envelopVervallen = "envelop-vervallen"
    case casusGeopend = "casus-geopend"
    case casusGesloten = "casus-gesloten"
    case deelnemerUitgenodigd = "deelnemer-uitgenodigd"
    case deelnemerAanvaard = "deelnemer-aanvaard"
    case deelnemerGeweigerd = "deelnemer-geweigerd"
    case gezagVastgelegd = "gezag-vastgelegd"
    case vraagAanOuders = "vraag-aan-ouders"
    case toestemmingGegeven = "toestemming-gegeven"
    case toestemmingGeweigerd = "toestemming-geweigerd"
    case toestemmingIngetrokken = "toestemming-ingetrokken"
    case toestemmingVervallen = "toestemming-vervallen"
    case bezwaarGemaakt = "bezwaar-gemaakt"
    case bezwaarAfgehandeld = "bezwaar-afgehandeld"
    case berichtAanOuders = "bericht-aan-ouders"
    case terugroeping
    case terugroepingBeantwoord = "terugroeping-beantwoord"
    case rectificatie
    case rectificatieBeantwoord = "rectificatie-beantwoord"
    case informatieverzoek
    case verzoekBeantwoord = "verzoek-beantwoord"
    case noodbeoordeling
    case afscherming
    case afschermingBeoordeeld = "afscherming-beoordeeld"
    case logGeraadpleegd = "log-geraadpleegd"
    case familieInzage = "familie-inzage"
    case overleg
    case planGewijzigd = "plan-gewijzigd"
    case overeenstemmingGegeven = "overeenstemming-gegeven"
    case overeenstemmingIngetrokken = "overeenstemming-ingetrokken"
    case leerlingGehoord = "leerling-gehoord"
    case beperkingIngesteld = "beperking-ingesteld"
    case beperkingOpgeheven = "beperking-opgeheven"
    case casusSamengevoegd = "casus-samengevoegd"
    case caseloadGewijzigd = "caseload-gewijzigd"
    case bezoekGewijzigd = "bezoek-gewijzigd"
    case lezersGekozen = "lezers-gekozen"
    case noodverstrekkingVastgelegd = "noodverstrekking-vastgelegd"
    case afwegingVastgelegd = "afweging-vastgelegd"
    case inzagekeuze
    case signaal

    // Control of the gateway.
    case beleidGeactiveerd = "beleid-geactiveerd"
    case partnerToegetreden = "partner-toegetreden"
    case partnerGeschorst = "partner-geschorst"
    case sleutelGewisseld = "sleutel-gewisseld"
    case gestart
    case hartslag
    case klokHersteld = "klok-hersteld"
    case getuigenGewijzigd = "getuigen-gewijzigd"
    case instellingGewijzigd = "instelling-gewijzigd"

    // Keys destroyed.
    case vernietiging

    // The shard.
    case jaarlogGeopend = "jaarlog-geopend"
    case jaarlogGesloten = "jaarlog-gesloten"

    /// The kinds of leaf that may carry this event; the first is the usual one.
    package var kinds: [LeafKind] {
        switch self {
        case .verstrekking, .noodverstrekking: [.decision]
        case .weigering: [.decision, .line]
        case .ontvangstBevestigd: [.outcome, .line]
        case .ontvangstOnbekend, .weigeringGesloten: [.outcome]
        case .fragmentAangeboden, .beslissingGevraagd, .envelopVervallen, .casusGeopend,
            .casusGesloten, .deelnemerUitgenodigd, .deelnemerAanvaard, .deelnemerGeweigerd,
            .gezagVastgelegd, .vraagAanOuders, .toestemmingGegeven, .toestemmingGeweigerd,
            .toestemmingIngetrokken, .toestemmingVervallen, .bezwaarGemaakt, .bezwaarAfgehandeld,
            .berichtAanOuders, .terugroeping, .terugroepingBeantwoord, .rectificatie,
            .rectificatieBeantwoord, .informatieverzoek, .verzoekBeantwoord, .noodbeoordeling,
            .afscherming, .afschermingBeoordeeld, .logGeraadpleegd, .familieInzage, .overleg,
            .planGewijzigd, .overeenstemmingGegeven, .overeenstemmingIngetrokken,
            .leerlingGehoord, .beperkingIngesteld, .beperkingOpgeheven, .casusSamengevoegd,
            .caseloadGewijzigd, .bezoekGewijzigd, .lezersGekozen,
            .noodverstrekkingVastgelegd, .afwegingVastgelegd, .inzagekeuze, .signaal:
            [.line]
        case .beleidGeactiveerd, .partnerToegetreden, .partnerGeschorst, .sleutelGewisseld,
            .gestart, .hartslag, .klokHersteld, .getuigenGewijzigd, .instellingGewijzigd:
            [.control]
        case .vernietiging: [.erasure]
        case .jaarlogGeopend, .jaarlogGesloten: [.shard]
        }
    }
}
