// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Memory
import OpenSSL
import Testing

/// A casus of the school about Noor, with two parents, in which the team and the doctor take part.
struct WorldCase: Sendable {
    let world: SafetyWorld
    /// The gateway's own id.
    let casus: RandomID
    /// What each partner calls it.
    let names: [PartnerID: RandomID]
    let noor: RandomID
    let mother: RandomID
    let father: RandomID

    static func open(_ world: SafetyWorld, born: CivilDate) async throws -> WorldCase {
        let view = try await OpenCasus(world.region)(
            born: born, persons: [.moeder, .vader], by: world.mentor, key: world.key()
        ).value
        let casus = try #require(
            try await world.region.looking {
                try $0.pseudonym(named: view.id, for: world.school.row)?.casus
            })
        var names = [world.school.id: view.id]
        for (partner, role) in [(world.team, "gezinswerker"), (world.doctor, "jeugdarts")] {
            names[partner.id] = try await world.region.writing { transaction in
                let place = CaseRecord.participant(
                    Participant(
                        id: transaction.newID(), partner: partner.id, role: RoleCode(role)!,
                        purpose: PurposeCode("P4")!, groups: [VeldgroepCode("C6.observatie")!],
                        status: .aanvaard, invitedBy: world.school.id, at: transaction.now,
                        user: "medewerker-1"))
                try transaction.insertRecord(
                    transaction.newID(), casus: casus, partner: partner.row, kind: place.kind,
                    content: place.bytes.span)
                for person in view.persons {
                    _ = try transaction.giveExternalID(of: person.id, to: partner.row)
                }
                return try transaction.givePseudonym(of: casus, to: partner.row).casusPseudonym
            }
        }
        let made = WorldCase(
            world: world, casus: casus, names: names, noor: view.persons[0].id,
            mother: view.persons[1].id, father: view.persons[2].id)
        try await made.gezag(.gezamenlijkOuderlijkGezag, [made.mother, made.father])
        return made
    }

    /// Adds a record, as its use case would.
    func record(_ record: CaseRecord, id: RandomID? = nil) async throws {
        let casus = casus
        let row = world.school.row
        _ = try await world.region.writing { transaction in
            try transaction.insertRecord(
                id ?? transaction.newID(), casus: casus, partner: row, kind: record.kind,
                content: record.bytes.span)
        }
    }

    /// Records gezag as known today.
    func gezag(
        _ soort: GezagSoort, _ holders: [RandomID], ots: Ondertoezichtstelling = .geen
    ) async throws {
        let fact = try #require(
            GezagFact(
                id: RandomID(from: WorldRandom()), soort: soort, holders: holders, bron: .brp,
                peildatum: world.today, ondertoezichtstelling: ots,
                recordedBy: world.school.id, recordedAt: world.now))
        try await record(.gezag(fact))
    }

    /// The same two holders, asked anew: the last answer is too old after a week.
    func renewGezag() async throws {
        try await gezag(.gezamenlijkOuderlijkGezag, [mother, father])
    }

    /// Someone of the family as a partner knows the person.
    func person(_ person: RandomID, for partner: WorldPartner) async throws -> RandomID {
        if partner.id == world.school.id { return person }
        let id = try await world.region.looking {
            try $0.externalID(of: person, for: partner.row)
        }
        return try #require(id)
    }

    // MARK: Acts

    func safety(_ input: SafetyInput, by caller: Caller) async throws -> SafetyOutcome {
        let name = try #require(names[caller.partner])
        return try await RecordSafety(world.region)(
            input, casus: name, by: caller, key: world.key()
        ).value
    }

    /// Offers one text in one field group.
    func offer(
        _ category: String, _ content: JSON, purpose: String, to partner: WorldPartner,
        _ role: String, by caller: Caller, withholding: WithholdingAtOffer? = nil
    ) async throws -> OfferView {
        let bytes = content.serialized()
        let input = FragmentInput(
            category: CategoryCode(category)!, purpose: PurposeCode(purpose)!, regime: nil,
            isNecessary: true, betrokkenen: [], isAnonymous: false, isWithoutBeschikking: false,
            addressees: [Addressee(partner: partner.id, role: RoleCode(role)!)],
            withholding: withholding, text: SharedSecretBytes(copying: bytes),
            index: try JSONIndex(parsing: bytes.span),
            content: try JSONIndex(parsing: bytes.span).root,
            submission: Digest(hashing: bytes.span))
        return try await OfferFragment(world.region, random: WorldRandom())(
            input, casus: try #require(names[caller.partner]), by: caller, key: world.key()
        ).value
    }

    /// The newest envelope that waits for a partner.
    func newestEnvelope(for caller: Caller) async throws -> RandomID {
        let page = try await Inbox(world.region)(after: nil, count: 100, waitSeconds: 0, by: caller)
        return try #require(page.items.last { $0.kind == .envelop }?.envelope)
    }

    @discardableResult
    func collect(
        _ envelope: RandomID, by caller: Caller, key: WriteKey? = nil
    ) async throws -> Answered<Disclosure> {
        try await Collect(world.region)(envelope, by: caller, key: key ?? world.key())
    }

    static let observation: JSON = ["C6.observatie": ["observatie": "Noor lacht weer."]]
    static let hours: JSON = [
        "C3.ongeoorloofd": ["perioden": [["datum": "2026-03-02", "uren": 4]]]
    ]
    static let advice: JSON = ["C7.advies": ["advies": "Een rustige plek."]]
    static let help: JSON = ["C9.bestaan": ["hulpLoopt": true]]
    static let incident: JSON = ["C6.incident": ["datum": "2026-03-09", "incident": "Iets."]]
    static let level: JSON = ["C4.niveau": ["niveau": "havo"]]

    /// Something offered and collected at once; gives the fragment.
    @discardableResult
    func share(
        _ category: String, _ content: JSON, purpose: String, from caller: Caller,
        to other: Caller, withholding: WithholdingAtOffer? = nil
    ) async throws -> RandomID {
        let partner = try #require(
            [world.school, world.team, world.doctor].first { $0.id == other.partner })
        let offer = try await offer(
            category, content, purpose: purpose, to: partner, other.role.text, by: caller,
            withholding: withholding)
        let outcome = try #require(offer.outcomes.first)
        try #require(outcome.isPermitted, "refused: \(outcome.codes)")
        try await collect(try await newestEnvelope(for: other), by: other)
        return offer.fragment
    }

    // MARK: Looking

    func view(
        of person: RandomID, after cursor: [UInt8]? = nil, count: Int = 50
    ) async throws -> FamilyPage {
        try await FamilyView(world.region)(
            casus: casus, viewer: person, after: cursor, count: count)
    }

    /// The page's bytes: what must not differ.
    func bytes(of person: RandomID) async throws -> [UInt8] {
        try await view(of: person).json.serialized()
    }

    /// Whether somebody may look at all.
    func mayLook(_ person: RandomID) async throws -> Bool {
        do {
            _ = try await view(of: person)
            return true
        } catch UseCaseFailure.unavailable {
            return false
        }
    }

    /// Codes of the categories in what somebody sees, told from the sentences.
    func abouts(of person: RandomID) async throws -> [String] {
        try await view(of: person).entries.map(\.about)
    }
}
