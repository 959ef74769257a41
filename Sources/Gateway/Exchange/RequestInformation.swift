// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// What a deelnemer asks of another partner: field groups, for a purpose, with a reason.
package struct RequestInput: Sendable {
    package let asked: PlanVersion.Taker
    package let groups: [VeldgroepCode]
    package let purpose: PurposeCode
    package let reason: InformationRequest.Reason

    package init(
        asked: PlanVersion.Taker, groups: [VeldgroepCode], purpose: PurposeCode,
        reason: InformationRequest.Reason
    ) {
        self.asked = asked
        self.groups = groups
        self.purpose = purpose
        self.reason = reason
    }
}

/// Asks another partner for information (informatieverzoek).
///
/// The answer is the same whether that partner takes part in the casus, has anything, or neither; only
/// one that takes part finds the request in its inbox. Source: design.md §4, "Ask first"; §2, I9.
package struct RequestInformation: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The caller's id of the request, and one receipt.
    package func callAsFunction(
        _ input: RequestInput, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RandomID> {
        let told = ToldPartners()
        let answer: Answered<RandomID> = try await region.writeInCasus(
            .requestInformation, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [self] transaction, place in
                try check(input, caller)
                let id = transaction.newID()
                let request = InformationRequest(
                    id: id, asker: place.taker, asked: input.asked, groups: Set(input.groups),
                    purpose: input.purpose, reason: input.reason, at: transaction.now)
                try place.insert(.exchange(.request(request)), id: id, transaction)
                if place.file.takesPart(input.asked.partner),
                    let row = region.partners[input.asked.partner]?.partner.row
                {
                    let alias = try transaction.giveExternalID(of: id, to: row)
                    try place.tell(
                        row, .informatieverzoek, Message(request: alias), told: told, transaction)
                }
                var details = place.details
                details.activity = Activity.delen.uri
                details.recipient = input.asked.partner
                details.recipientRole = input.asked.role.text
                details.purpose = input.purpose.text
                details.fields = CodeList(request.groups)
                details.facts = try Facts([
                    "reden": .string(input.reason.rawValue), "verzoek": .string(id.hex),
                ])
                return Recorded.step(
                    id, try place.append(.informatieverzoek, details, transaction))
            }, replay: Recorded.replay)
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    private func check(_ input: RequestInput, _ caller: Caller) throws(UseCaseFailure) {
        guard input.asked.partner != caller.partner else {
            throw .invalid([.init("/aan/partner", "mag niet uzelf zijn")])
        }
        for (offset, group) in input.groups.enumerated() {
            let category = region.rules.catalogue.category(group.category)
            guard category?.groups.contains(where: { $0.code == group }) == true else {
                throw .invalid([.init("/veldgroepen/\(offset)", "staat niet in de catalogus")])
            }
        }
        guard region.rules.purposes.purpose(input.purpose) != nil else {
            throw .invalid([.init("/doel", "staat niet in het doelenregister")])
        }
    }
}

/// What the asked partner does with a request.
package enum RequestOutcome: Sendable {
    /// It offered this fragment to the asker.
    case offered(RandomID)
    case no
    case notNeeded
}

/// Answers a request: with what was offered, or with a normal no.
package struct AnswerRequest: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The caller's id of the request, and one receipt.
    package func callAsFunction(
        _ outcome: RequestOutcome, to request: RandomID, casus: RandomID, by caller: Caller,
        key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RandomID> {
        let told = ToldPartners()
        let answer: Answered<RandomID> = try await region.writeInCasus(
            .answerRequest, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [region] transaction, place in
                let own = try transaction.object(named: request, for: caller.partnerRow)
                guard
                    let asked = place.file.exchange.requests.first(where: {
                        $0.id == own && $0.asked.partner == caller.partner
                    })
                else { throw UseCaseFailure.unavailable }
                guard place.file.exchange.answers[asked.id] == nil else {
                    throw UseCaseFailure.invalid([.init("", "is al beantwoord")])
                }
                guard let asker = region.partners[asked.asker.partner]?.partner.row else {
                    throw UseCaseFailure.fault("who asked is not in the register")
                }
                let record = RequestAnswer(
                    request: asked.id,
                    outcome: try Self.outcome(outcome, for: asker, place, transaction),
                    at: transaction.now)
                try place.insert(
                    .exchange(.answer(record)), id: transaction.newID(), transaction)
                try place.tell(
                    asker, .verzoekBeantwoord, Message(request: asked.id), told: told,
                    transaction)
                var details = place.details
                details.activity = Activity.delen.uri
                details.recipient = asked.asker.partner
                details.recipientRole = asked.asker.role.text
                details.purpose = asked.purpose.text
                details.fields = CodeList(asked.groups)
                details.facts = try Facts([
                    "uitkomst": .string(outcome.word), "verzoek": .string(request.hex),
                ])
                return Recorded.step(
                    request, try place.append(.verzoekBeantwoord, details, transaction))
            }, replay: Recorded.replay)
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    private static func outcome(
        _ outcome: RequestOutcome, for asker: RandomID, _ place: Place,
        _ transaction: borrowing LedgerTransaction
    ) throws -> RequestAnswer.Outcome {
        switch outcome {
        case .no: return .no
        case .notNeeded: return .notNeeded
        case .offered(let id):
            guard let row = try transaction.fragment(id), row.casus == place.file.id,
                row.partner == place.row,
                try transaction.envelopes(ofFragment: id).contains(where: {
                    $0.recipient == asker
                })
            else {
                throw UseCaseFailure.invalid([
                    .init("/fragment", "is niet door u aan de vrager aangeboden")
                ])
            }
            return .offered(id)
        }
    }
}

extension RequestOutcome {
    /// The code in the line and in answers to the partner that gave it.
    package var word: String {
        switch self {
        case .offered: "aangeboden"
        case .no: "nee"
        case .notNeeded: "niet-nodig"
        }
    }
}

/// A request as its asker or the asked partner may see it.
package struct RequestView: Sendable {
    package let id: RandomID
    /// Whether the caller asked it; else it was asked of the caller.
    package let isOwn: Bool
    /// The other side.
    package let other: PlanVersion.Taker
    package let groups: [VeldgroepCode]
    package let purpose: PurposeCode
    package let reason: InformationRequest.Reason
    package let at: Timestamp
    /// `open`, `aangeboden`, `nee`; `niet-nodig` for who answered so.
    package let status: String
}

/// Lists the requests that a partner asked and was asked; what is unanswered stays in sight.
package struct ListRequests: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    package func callAsFunction(
        casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [RequestView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [RequestView] = []
            for request in place.file.exchange.requests {
                let isOwn = request.asker.partner == caller.partner
                guard isOwn || request.asked.partner == caller.partner else { continue }
                let id =
                    isOwn ? request.id : try state.externalID(of: request.id, for: place.row)
                guard let id else { continue }
                views.append(
                    RequestView(
                        id: id, isOwn: isOwn, other: isOwn ? request.asked : request.asker,
                        groups: request.groups.sorted(), purpose: request.purpose,
                        reason: request.reason, at: request.at,
                        status: place.file.exchange.status(of: request, forAsker: isOwn)))
            }
            return views
        }
    }
}

extension ExchangeFile {
    /// To the asker that there is nothing, no and not needed are one answer.
    fileprivate func status(of request: InformationRequest, forAsker: Bool) -> String {
        switch answers[request.id]?.outcome {
        case nil: "open"
        case .offered?: "aangeboden"
        case .no?: "nee"
        case .notNeeded?: forAsker ? "nee" : "niet-nodig"
        }
    }
}
