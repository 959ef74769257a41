// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Consent
internal import Domain
internal import Encodings

/// Turns what a professional says of a family into a record, checked against the casus.
struct FactRecorder {
    let place: Place

    /// A partner's clock may run ahead of ours by this much.
    static let clockSkewMilliseconds: Int64 = 5_000

    /// The record of a fact.
    /// - Throws: `UseCaseFailure.invalid` with a pointer for what does not fit the casus.
    func record(
        _ fact: FamilyFact, id: RandomID, _ state: borrowing some StateReading & ~Copyable
    ) throws -> CaseRecord {
        switch fact {
        case .gezag(let soort, let holders, let bron, let peildatum, let ondertoezichtstelling):
            guard peildatum <= Amsterdam.day(of: state.now) else {
                throw invalid("/peildatum", "ligt in de toekomst")
            }
            let fact = GezagFact(
                id: id, soort: soort, holders: try persons(holders, "/gezaghouders", state),
                bron: bron, peildatum: peildatum, ondertoezichtstelling: ondertoezichtstelling,
                recordedBy: place.caller.partner, recordedAt: state.now)
            return .gezag(try valid(fact, "/gezaghouders", "past niet bij dit soort gezag"))
        case .question(let asked, let about, let scope, let at):
            let question = Question(
                id: id, persons: Set(try persons(asked, "/gevraagdAan", state)),
                about: try subject(about, state),
                scope: try ownScope(scope), at: try instant(at, "/gevraagdOp", state))
            return .question(try valid(question, "/gevraagdAan", "mag niet leeg zijn"))
        case .answer(let question, let person, let answer, let at):
            guard place.file.family.questions.contains(where: { $0.id == question }) else {
                throw UseCaseFailure.unavailable
            }
            return .answer(
                QuestionAnswer(
                    id: id, question: question,
                    person: try place.person(person, at: "/persoon", state),
                    answer: answer, at: try instant(at, "/geantwoordOp", state)))
        case .hearing(let scope, let agrees, let at):
            return .hearing(
                Hearing(
                    id: id, scope: try ownScope(scope), agrees: agrees,
                    at: try instant(at, "/gehoordOp", state)))
        case .notice(let told, let soort, let about, let scope, let at):
            let notice = Bericht(
                id: id, persons: Set(try persons(told, "/aan", state)), soort: soort,
                about: try subject(about, state), scope: try ownScope(scope),
                at: try instant(at, "/gegevenOp", state))
            return .bericht(try valid(notice, "/aan", "mag niet leeg zijn"))
        case .consent(let input, let until, let liftsSecrecy):
            let bases = ConsentBases(consent: true, secrecy: liftsSecrecy)
            guard let until, let bases else { throw invalid("/geldigTot", "ontbreekt") }
            return try consent(id, input, .given(bases: bases, until: until), state)
        case .refusal(let input): return try consent(id, input, .refused, state)
        case .life(let fact): return .life(try life(fact, id: id, state))
        case .objection(
            let person, let about, let source, let recipient, let purpose, let groups, let at):
            return .objection(
                Bezwaar(
                    id: id, person: try place.person(person, at: "/persoon", state),
                    about: try subject(about, state),
                    scope: ObjectionScope(
                        source: source ?? place.caller.partner, recipient: recipient,
                        purpose: purpose, groups: groups),
                    at: try instant(at, "/gemaaktOp", state)))
        case .weighing(let act, let continues, let at):
            guard weighableActs.contains(act) else { throw UseCaseFailure.unavailable }
            return .weighing(
                Weighing(
                    act: act, continues: continues, at: try instant(at, "/afgehandeldOp", state)))
        }
    }

    /// The line of a record: which kind of fact about which flow, never who of the family it was.
    func draft(
        _ fact: FamilyFact, _ record: CaseRecord, id: RandomID
    ) throws -> LineDraft {
        var details = place.details
        details.activity = Activity.gezin.uri
        var members: [(String, JSON)] = [("record", .string(id.hex))]
        if let scope = record.scope {
            details.recipient = scope.recipient
            details.recipientRole = scope.recipientRole?.text ?? ""
            details.purpose = scope.purpose.text
            details.fields = CodeList(scope.groups)
            members.append(("bereik", scope.json))
        }
        if case .answer(let answer) = record {
            members.append(("antwoord", .string(answer.answer.rawValue)))
        }
        if case .gezag(let fact) = record {
            members.append(("soort", .string(fact.soort.rawValue)))
            members.append(("peildatum", .string(fact.peildatum.description)))
        }
        if case .life(let life) = record { members += life.lineMembers }
        details.facts = try Facts(JSON(members))
        return LineDraft(fact.event, details: details)
    }

    // MARK: Parts

    private func consent(
        _ id: RandomID, _ input: ConsentInput, _ answer: Toestemming.Answer,
        _ state: borrowing some StateReading & ~Copyable
    ) throws -> CaseRecord {
        let at = try instant(input.at, "/gegevenOp", state)
        let scope = try ownScope(input.scope)
        let consent = Toestemming(
            id: id, person: try place.person(input.person, at: "/persoon", state),
            about: try subject(input.about, state), scope: scope,
            items: try items(input, scope), answer: answer, at: at)
        let day = Amsterdam.day(of: at)
        let family = place.file.family
        return .consent(
            try valid(consent, "/geldigTot", "moet na de dag van geven liggen, hooguit een jaar"),
            ConsentEvidence(
                channel: input.channel, textVersion: input.textVersion,
                textDigest: input.textDigest, recordedBy: place.caller.partner,
                user: place.caller.user, band: AgeBand(born: family.born, on: day),
                gezag: family.gezagFinding(on: day).facts))
    }

    private func items(_ input: ConsentInput, _ scope: Scope) throws -> Set<ConsentItem> {
        guard input.items.isEmpty || Set(input.items.map(\.group)) == scope.groups else {
            throw invalid("/onderdelen", "moet woorden hebben voor elke veldgroep van het bereik")
        }
        return input.items
    }

    /// Whose data an act is about; nil for the child.
    func subject(
        _ about: RandomID?, _ state: borrowing some StateReading & ~Copyable
    ) throws -> RandomID? {
        guard let about else { return nil }
        let person = try place.person(about, at: "/betreft", state)
        return person == place.file.family.child ? nil : person
    }

    /// A scope of which the caller is the source: nobody records for another, least of all for itself
    /// as the recipient.
    func ownScope(_ input: ScopeInput) throws -> Scope {
        guard input.source == nil || input.source == place.caller.partner else {
            throw invalid("/bereik/bron", "moet uzelf zijn")
        }
        let scope = Scope(
            source: place.caller.partner, recipient: input.recipient,
            recipientRole: input.recipientRole, purpose: input.purpose, groups: input.groups)
        return try valid(scope, "/bereik/ontvanger", "mag niet uzelf zijn")
    }

    /// Acts of which the caller is the source, so that it may weigh them.
    private var weighableActs: Set<RandomID> {
        let family = place.file.family
        let own = place.caller.partner
        return Set(
            family.bezwaren.filter { $0.scope.source == own }.map(\.id)
                + family.toestemmingen.filter { $0.scope.source == own }.map(\.id)
                + family.hearings.filter { $0.scope.source == own }.map(\.id))
    }

    func persons(
        _ ids: [RandomID], _ pointer: String, _ state: borrowing some StateReading & ~Copyable
    ) throws -> [RandomID] {
        var persons: [RandomID] = []
        for (position, id) in ids.enumerated() {
            persons.append(try place.person(id, at: "\(pointer)/\(position)", state))
        }
        return persons
    }

    /// An instant that is not in the future; a clock that is a little ahead is taken back to ours.
    func instant(
        _ at: Timestamp, _ pointer: String, _ state: borrowing some StateReading & ~Copyable
    ) throws -> Timestamp {
        guard at.milliseconds <= state.now.milliseconds + Self.clockSkewMilliseconds else {
            throw invalid(pointer, "ligt in de toekomst")
        }
        return min(at, state.now)
    }

    func valid<T>(_ value: T?, _ pointer: String, _ reason: String) throws -> T {
        guard let value else { throw invalid(pointer, reason) }
        return value
    }

    func invalid(_ pointer: String, _ reason: String) -> UseCaseFailure {
        .invalid([.init(pointer, reason)])
    }
}

extension CaseRecord {
    /// The flow that a record is about, where it is about one.
    var scope: Scope? {
        switch self {
        case .question(let question): question.scope
        case .hearing(let hearing): hearing.scope
        case .bericht(let notice): notice.scope
        case .consent(let consent, _): consent.scope
        case .life(.parentException(let recorded)): recorded.exception.scope
        case .participant, .gezag, .answer, .withdrawal, .objection, .weighing, .life, .safety,
            .work, .plan, .exchange, .joined:
            nil
        }
    }
}
