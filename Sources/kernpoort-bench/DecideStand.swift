// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Gateway
internal import JOSE
internal import OpenSSL
internal import Platform
internal import Sealing
internal import Store

/// A real ledger with very many casussen, each with a family that gave its yes, and the rules of Utrecht.
final class DecideStand: Sendable {
    private let folder: String
    private let ledger: LedgerWriter
    private let reader: LedgerReader
    private let region: Region
    private let casussen: [RandomID]
    private let row: RandomID

    private static let school = partner("trajectum/vo")
    private static let team = partner("lokalis/buurtteam-vo-so")

    init(casusCount: Int) async throws {
        folder = try BenchFolder.make("decide")
        let location = StoreLocation(folder: folder)
        let encryption = KeyEncryptionKeys(
            try KeyEncryptionKey(generation: 1, SecureRandom.secret(32)))
        ledger = try await LedgerWriter.start(
            LedgerConfiguration(),
            signer: try CheckpointSigner(
                origin: "bench.invalid/log/2026", key: .generate(.ed25519)),
            encryption: encryption, clock: BenchClock(), random: BenchRandom(),
            open: { () throws(LedgerError) in try LedgerStore.open(location) },
            fatal: { preconditionFailure("the ledger cannot go on: \($0)") })
        reader = try await LedgerReader.start(
            beside: ledger, encryption: encryption, clock: BenchClock(),
            open: { () throws(LedgerError) in try ReadStore.open(location) })
        let files = try PolicyFiles(folder: "Policies", region: "utrecht")
        region = Region(
            origin: "https://bench.invalid", ledger: ledger, reader: reader,
            partners: PartnerRegister(),
            sealer: EnvelopeSealer(
                key: try SigningKey(.generate(.ed25519)), issuer: "https://bench.invalid"),
            rules: try RuleSet(files))
        try await region.activate(files)
        for (id, type) in [(Self.school, PartnerType.school), (Self.team, .buurtteam)] {
            try await PartnerAdministration(region).add(
                id, type: type, name: id.text,
                certificate: Digest(hashing: Array(id.text.utf8).span),
                signing: try SigningKey(.generate(.p256)).jwk,
                receiving: try OpeningKey(.generate(.x25519)).jwk, supporting: [])
        }
        try await region.reloadPartners()
        guard let row = region.partners[Self.school]?.partner.row else {
            preconditionFailure("the school was registered")
        }
        self.row = row
        casussen = try await Self.open(casusCount, of: row, in: ledger)
    }

    /// Opens the casussen, many to a commit.
    private static func open(
        _ count: Int, of row: RandomID, in ledger: LedgerWriter
    ) async throws -> [RandomID] {
        let each = 250
        return try await withThrowingTaskGroup(of: [RandomID].self) { group in
            var started = 0
            var all: [RandomID] = []
            func next() {
                guard started < count else { return }
                started += each
                group.addTask {
                    try await ledger.append { transaction throws(LedgerError) in
                        var made: [RandomID] = []
                        for _ in 0..<each { made.append(try open(of: row, transaction)) }
                        return made
                    }.value
                }
            }
            for _ in 0..<8 { next() }
            for try await made in group {
                all += made
                next()
            }
            return all
        }
    }

    private static func open(
        of row: RandomID, _ transaction: borrowing LedgerTransaction
    ) throws(LedgerError) -> RandomID {
        let casus = transaction.newID()
        let persons = [Aanduiding.jongere, .moeder, .vader].map {
            FamilyMember(id: transaction.newID(), aanduiding: $0)
        }
        let today = Amsterdam.day(of: transaction.now)
        let opening = CaseOpening(
            source: school, born: today.adding(years: -13).adding(days: -120), persons: persons)
        let content = opening.bytes
        try transaction.insertCasus(casus, content: content.span)
        for (id, record) in records(persons, today, transaction) {
            let content = record.bytes
            try transaction.insertRecord(
                id, casus: casus, partner: row, kind: record.kind, content: content.span)
        }
        return casus
    }

    /// An invitation accepted, gezag, a question with both answers, a hearing and a yes.
    private static func records(
        _ persons: [FamilyMember], _ today: CivilDate, _ transaction: borrowing LedgerTransaction
    ) -> [(RandomID, CaseRecord)] {
        let now = transaction.now
        let mother = persons[1].id
        let father = persons[2].id
        let place = transaction.newID()
        let question = transaction.newID()
        let consent = transaction.newID()
        let gezag = transaction.newID()
        guard
            let scope = Scope(
                source: school, recipient: team, recipientRole: worker, purpose: purpose,
                groups: groups),
            let fact = GezagFact(
                id: gezag, soort: .gezamenlijkOuderlijkGezag, holders: [mother, father], bron: .brp,
                peildatum: today, recordedBy: school, recordedAt: now),
            let asked = Question(id: question, persons: [mother, father], scope: scope, at: now),
            let bases = ConsentBases(consent: true, secrecy: false),
            let yes = Toestemming(
                id: consent, person: mother, scope: scope,
                answer: .given(bases: bases, until: today.adding(days: 90)), at: now)
        else { preconditionFailure("the benchmark knows the acts that it records") }
        func seat(_ status: ParticipantStatus) -> CaseRecord {
            .participant(
                Participant(
                    id: place, partner: team, role: worker, purpose: purpose, groups: groups,
                    status: status, invitedBy: school, at: now))
        }
        return [
            (gezag, .gezag(fact)), (question, .question(asked)),
            (
                transaction.newID(),
                .answer(
                    QuestionAnswer(
                        id: transaction.newID(), question: question, person: mother, answer: .ja,
                        at: now))
            ),
            (
                transaction.newID(),
                .hearing(
                    Hearing(id: transaction.newID(), scope: scope, agrees: true, at: now))
            ),
            (
                consent,
                .consent(
                    yes,
                    ConsentEvidence(
                        channel: .gesprek, textVersion: "1",
                        textDigest: String(repeating: "0", count: 64), recordedBy: school))
            ),
            (place, seat(.uitgenodigd)), (transaction.newID(), seat(.aanvaard)),
        ]
    }

    /// Appends one line in each call, by so many callers; some decide first on facts read then and there.
    ///
    /// - Returns: per call the microseconds from its start to its end on the ledger's thread.
    func run(callers: Int, count: Int, deciding: Bool) async throws -> [Double] {
        try await withThrowingTaskGroup(of: [Double].self) { group in
            for caller in 0..<callers {
                group.addTask { [self] in
                    var times: [Double] = []
                    for number in 0..<count {
                        let casus = casussen[(caller * 7919 + number * 104_729) % casussen.count]
                        times.append(try await append(casus, deciding: deciding))
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func append(_ casus: RandomID, deciding: Bool) async throws -> Double {
        let region = region
        let row = row
        let input = Self.input
        return try await ledger.append { transaction throws(LedgerError) in
            let start = MonotonicInstant.now()
            if deciding {
                do {
                    let verdict = try region.verdict(
                        input, about: casus, from: Self.school, as: Self.mentor,
                        for: Addressee(partner: Self.team, role: Self.worker), transaction)
                    precondition(verdict?.isPermitted == true, "the family said yes to this")
                } catch {
                    throw .abandoned(error)
                }
            }
            try transaction.append(
                LineDraft(.beslissingGevraagd, details: Self.details), about: .casus(casus),
                parties: LineParties(source: row))
            return Double(start.duration(to: .now()).nanoseconds) / 1000
        }.value
    }

    func end() async {
        await reader.shutDown()
        await ledger.shutDown()
        BenchFolder.remove(folder)
    }

    // MARK: Words

    private static func partner(_ text: String) -> PartnerID {
        guard let id = PartnerID(text) else { preconditionFailure("a slug") }
        return id
    }

    private static func role(_ text: String) -> RoleCode {
        guard let code = RoleCode(text) else { preconditionFailure("a role") }
        return code
    }

    private static let mentor = role("mentor")
    private static let worker = role("gezinswerker")

    private static let purpose: PurposeCode = {
        guard let code = PurposeCode("P3") else { preconditionFailure("a purpose") }
        return code
    }()

    private static let groups: Set<VeldgroepCode> = {
        guard let group = VeldgroepCode("C6.observatie") else { preconditionFailure("a group") }
        return [group]
    }()

    private static let input: DecisionInput = {
        guard let category = CategoryCode("C6") else { preconditionFailure("a category") }
        return DecisionInput(
            category: category, purpose: purpose, groups: groups, regime: nil, isNecessary: false,
            addressees: [])
    }()

    private static let details: LineDetails = {
        var details = LineDetails()
        details.source = school
        details.sourceRole = "mentor"
        details.responsible = "m-1"
        details.purpose = "P3"
        return details
    }()
}
