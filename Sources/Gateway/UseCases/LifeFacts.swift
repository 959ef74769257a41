// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Consent
package import Domain
internal import Encodings

/// A fact about who decides or what stands still, as a professional records it.
package enum LifeFact: Sendable {
    /// The parents' co-decision would breach good care: for one scope, with whose no was weighed.
    case exception(ScopeInput, weighed: [RandomID], motivation: String, at: Timestamp)
    /// The jongere can't judge the own interests from a day on, or can again.
    case incapacity(
        since: CivilDate, isEnded: Bool, representative: RandomID?, motivation: String,
        at: Timestamp)
    case restriction(
        source: PartnerID?, recipient: PartnerID?, purpose: PurposeCode?,
        groups: Set<VeldgroepCode>?, at: Timestamp)
    case restrictionLift(of: RandomID, at: Timestamp)
    case agreement(
        person: RandomID, opp: String, words: String?, agreed: Bool, at: Timestamp)

    var operation: OperationCode {
        switch self {
        case .exception: .recordException
        case .incapacity: .recordIncapacity
        case .restriction: .restrict
        case .restrictionLift: .liftRestriction
        case .agreement: .recordAgreement
        }
    }

    /// The log has no events of its own for an exception and for wilsonbekwaamheid: the first weighs a
    /// no, the second tells who decides; the line's facts say which it is.
    var event: Event {
        switch self {
        case .exception: .bezwaarAfgehandeld
        case .incapacity: .gezagVastgelegd
        case .restriction: .beperkingIngesteld
        case .restrictionLift: .beperkingOpgeheven
        case .agreement(_, _, _, let agreed, _):
            agreed ? .overeenstemmingGegeven : .overeenstemmingIngetrokken
        }
    }
}

extension FactRecorder {
    /// The record of a fact about who decides or what stands still.
    ///
    /// An exception and wilsonbekwaamheid are the source's own; a restriction is recorded by any
    /// deelnemer and lifted by the source alone; agreement is recorded by whose OPP it is.
    func life(
        _ fact: LifeFact, id: RandomID, _ state: borrowing some StateReading & ~Copyable
    ) throws -> LifeRecord {
        let caller = place.caller
        switch fact {
        case .exception(let scope, let weighed, let motivation, let at):
            guard caller.type.regimes.contains(where: \.isCare) else {
                throw invalid("/bereik/bron", "heeft geen dossier onder geheimhouding")
            }
            let exception = ParentException(
                id: id, scope: try ownScope(scope),
                weighedPersons: Set(try persons(weighed, "/afgewogen", state)),
                at: try instant(at, "/vastgesteldOp", state))
            guard !exception.weighedPersons.contains(place.file.family.child) else {
                throw invalid("/afgewogen", "noemt de jongere zelf")
            }
            return .parentException(
                RecordedException(
                    exception: exception, motivation: motivation, recordedBy: caller.partner,
                    user: caller.user))
        case .incapacity(let since, let isEnded, let representative, let motivation, let at):
            guard since <= Amsterdam.day(of: state.now) else {
                throw invalid("/sinds", "ligt in de toekomst")
            }
            let person = try representative.map {
                try place.person($0, at: "/vertegenwoordiger", state)
            }
            guard person != place.file.family.child else {
                throw invalid("/vertegenwoordiger", "noemt de jongere zelf")
            }
            return .incapacity(
                RecordedIncapacity(
                    id: id,
                    incapacity: Incapacity(
                        since: since, representative: person, source: caller.partner,
                        isEnded: isEnded),
                    motivation: motivation, at: try instant(at, "/vastgesteldOp", state),
                    recordedBy: caller.partner, user: caller.user))
        case .restriction(let source, let recipient, let purpose, let groups, let at):
            return .restriction(
                Restriction(
                    id: id,
                    scope: ObjectionScope(
                        source: source ?? caller.partner, recipient: recipient,
                        purpose: purpose, groups: groups),
                    at: try instant(at, "/ingesteldOp", state), recordedBy: caller.partner))
        case .restrictionLift(let restriction, let at):
            let named =
                try state.object(named: restriction, for: caller.partnerRow) ?? restriction
            let isOwn = place.file.life.restrictions.contains {
                $0.id == named && $0.scope.source == caller.partner
            }
            guard isOwn else { throw UseCaseFailure.unavailable }
            return .restrictionLifted(
                RestrictionLift(
                    id: id, restriction: named,
                    at: try instant(at, "/opgehevenOp", state), recordedBy: caller.partner))
        case .agreement(let person, let opp, let words, let agreed, let at):
            return .agreement(
                Overeenstemming(
                    id: id, person: try place.person(person, at: "/persoon", state),
                    source: caller.partner, opp: opp, words: words, agreed: agreed,
                    at: try instant(at, "/gegevenOp", state)), recordedBy: caller.partner)
        }
    }
}

extension LifeRecord {
    /// What a line says of the record beside its id and scope: codes, never a reason in words.
    var lineMembers: [(String, JSON)] {
        switch self {
        case .parentException: [("soort", "uitzondering")]
        case .incapacity(let recorded):
            [
                ("soort", "wilsonbekwaamheid"),
                ("bekwaam", .bool(recorded.incapacity.isEnded)),
            ]
        case .restriction(let restriction):
            [("bron", .string(restriction.scope.source.text))]
        case .restrictionLifted(let lift): [("beperking", .string(lift.restriction.hex))]
        case .agreement(let agreement, _): [("opp", .string(agreement.opp))]
        case .lapse(let recorded):
            [
                ("reden", .string(recorded.lapse.reason.rawValue)),
                ("sinds", .string(recorded.lapse.since.rfc3339)),
            ]
        case .reconfirmation: []
        }
    }
}

/// Keeps what hangs on consents in step with a record that was just added.
struct ConsentKeeper {
    let place: Place

    /// Notes when a yes has to be looked at again, takes lapsed yeses from the list to ask again, and
    /// gives the source of a restriction a name for it.
    func follow(
        _ record: CaseRecord, _ id: RandomID, _ region: Region,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        let casus = place.file.id
        switch record {
        case .life(.restriction(let restriction)):
            let source = restriction.scope.source
            if source != place.caller.partner, let row = region.partners[source]?.partner.row {
                _ = try transaction.giveExternalID(of: id, to: row)
            }
        case .question(let question):
            try answerLapses(in: question.scope, about: question.about, by: id, transaction)
        case .consent(let consent, _):
            try answerLapses(in: consent.scope, about: consent.about, by: id, transaction)
            if let next = consent.nextLook(after: consent.at, born: place.file.opening.born) {
                try transaction.noteConsentLook(in: casus, at: next)
            }
        default: break
        }
    }

    private func answerLapses(
        in scope: Scope, about: RandomID?, by act: RandomID,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        for lapsed in place.file.life.openLapses {
            guard
                let old = place.file.consents.first(where: {
                    $0.consent.id == lapsed.lapse.consent
                })?.consent,
                old.about == about, scope.reaches(old.scope)
            else { continue }
            let id = transaction.newID()
            let record = CaseRecord.life(
                .reconfirmation(
                    Reconfirmation(id: id, lapse: lapsed.id, act: act, at: transaction.now)))
            let content = record.bytes
            try transaction.insertRecord(
                id, casus: place.file.id, partner: place.caller.partnerRow, kind: record.kind,
                content: content.span)
            try transaction.removeRenewal(lapsed.id)
        }
    }
}

extension Scope {
    /// Whether this asks for all that another scope asks for.
    fileprivate func reaches(_ other: Scope) -> Bool {
        source == other.source && recipient == other.recipient && purpose == other.purpose
            && (recipientRole == nil || recipientRole == other.recipientRole)
            && groups.isSuperset(of: other.groups)
    }
}
