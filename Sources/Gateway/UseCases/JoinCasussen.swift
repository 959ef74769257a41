// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// Which casus goes into which, and who is who.
package struct JoinInput: Sendable {
    /// The caller's name of the casus that goes.
    package let gone: RandomID
    /// Persons of both that are one, by the caller's ids; who is not named here is somebody else.
    package let persons: [(kept: RandomID, gone: RandomID)]

    package init(gone: RandomID, persons: [(kept: RandomID, gone: RandomID)]) {
        self.gone = gone
        self.persons = persons
    }
}

/// Joins two casussen of one child (samenvoegen), as only the source that opened both may say.
///
/// Source: domain.md §4, "Which child is it?": the gateway never compares identities.
package struct JoinCasussen: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// Two receipts: of the joining, then of the destruction of the key.
    package func callAsFunction(
        _ input: JoinInput, into casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<Bool> {
        let told = ToldPartners()
        let answer: Answered<Bool> = try await region.writeInCasus(
            .joinCasussen, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [region] transaction, place in
                guard place.isOpener,
                    let names = try transaction.pseudonym(named: input.gone, for: place.row),
                    names.casus != place.file.id,
                    let file = try CaseFile(names.casus, from: transaction), file.isOpen,
                    file.opening.source == caller.partner
                else { throw UseCaseFailure.unavailable }
                let gone = Place(caller: caller, names: names, file: file)
                return try Joining(region: region, kept: place, gone: gone, told: told)
                    .join(input, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                transaction.wantReceipt(at: Int(try reference.integer("vernietiging")))
                return true
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }
}

/// One joining within its transaction.
private struct Joining {
    let region: Region
    let kept: Place
    let gone: Place
    let told: ToldPartners

    func join(
        _ input: JoinInput, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<Bool> {
        let opening = gone.file.opening
        guard opening.born == kept.file.opening.born else {
            throw invalid("/casus", "gaat over iemand met een andere geboortedatum")
        }
        guard gone.file.planFile.current == nil || kept.file.planFile.current == nil else {
            throw invalid("/casus", "heeft ook een plan")
        }
        let persons = try persons(input)
        let others = opening.persons.filter { persons[$0.id] == nil }
        let everyone = kept.file.opening.persons + others
        guard everyone.count <= Self.personCountLimit else {
            throw invalid("/personen", "zo worden het te veel personen")
        }
        let line = try log(transaction)
        let partners = try partnersThatKnow(transaction)
        for (row, hasBoth) in partners where hasBoth && row != kept.row {
            guard let names = try transaction.pseudonym(of: gone.file.id, for: row) else {
                continue
            }
            try kept.tell(
                row, .casusSamengevoegd, Message(casus: names.casusPseudonym), told: told,
                transaction)
        }
        let content = CaseOpening(
            source: kept.caller.partner, born: opening.born, persons: everyone
        ).bytes
        let erasure = try transaction.joinCasus(
            gone.file.id, into: kept.file.id, content: content.span, persons: persons,
            partners: partners.map(\.row))
        guard let erasure else { throw UseCaseFailure.fault("an open casus has no key") }
        try moveAgendas(of: partners.map(\.row), transaction)
        try kept.insert(.joined(gone.file.id), id: transaction.newID(), transaction)
        transaction.wantReceipt(at: erasure.index)
        var reference = Reference()
        reference.add("blad", line.index)
        reference.add("vernietiging", erasure.index)
        return .answer(Step(value: true, reference: reference))
    }

    /// A casus has at most this many persons, the jongere included.
    private static let personCountLimit = 9

    /// Who of the casus that goes is who in the other.
    private func persons(_ input: JoinInput) throws -> [RandomID: RandomID] {
        let here = kept.file.opening.persons.map(\.id)
        let there = gone.file.opening.persons.map(\.id)
        var persons = [there[0]: here[0]]
        for (offset, pair) in input.persons.enumerated() {
            guard here.dropFirst().contains(pair.kept),
                !persons.values.contains(pair.kept)
            else { throw invalid("/personen/\(offset)/id", "past hier niet") }
            guard there.dropFirst().contains(pair.gone), persons[pair.gone] == nil else {
                throw invalid("/personen/\(offset)/andere", "past hier niet")
            }
            persons[pair.gone] = pair.kept
        }
        return persons
    }

    /// A line in each of both casussen; the receipt is of the one that stays.
    private func log(_ transaction: borrowing LedgerTransaction) throws -> AppendedLine {
        for (place, other) in [(gone, kept), (kept, gone)] {
            var details = place.details
            details.activity = Activity.casus.uri
            details.facts = try Facts([
                "met": .string(other.names.casusPseudonym.hex),
                "vervalt": .bool(place.file.id == gone.file.id),
            ])
            let draft = LineDraft(.casusSamengevoegd, details: details)
            let line = try transaction.append(
                draft, about: .casus(place.file.id), parties: place.caller.parties)
            if place.file.id == kept.file.id {
                transaction.wantReceipt(at: line.index)
                return line
            }
        }
        preconditionFailure("one of both casussen stays")
    }

    private func partnersThatKnow(
        _ transaction: borrowing LedgerTransaction
    ) throws -> [(row: RandomID, hasBoth: Bool)] {
        var known: [(row: RandomID, hasBoth: Bool)] = []
        for partner in region.partners.all.map(\.partner.row)
        where try transaction.pseudonym(of: gone.file.id, for: partner) != nil {
            let hasBoth = try transaction.pseudonym(of: kept.file.id, for: partner) != nil
            known.append((partner, hasBoth))
        }
        return known
    }

    /// What must still be decided about safety is now about the casus that stays.
    private func moveAgendas(
        of partners: [RandomID], _ transaction: borrowing LedgerTransaction
    ) throws {
        for partner in partners {
            var agenda = try SafetyAgenda(of: partner, transaction)
            let moved = agenda.items.filter { $0.casus == gone.file.id }
            if moved.isEmpty { continue }
            for item in moved {
                agenda.put(
                    SafetyAgenda.Item(
                        matter: item.matter, casus: kept.file.id, record: item.record,
                        due: item.due))
            }
            try agenda.store(transaction)
        }
    }

    private func invalid(_ pointer: String, _ reason: String) -> UseCaseFailure {
        .invalid([.init(pointer, reason)])
    }
}
