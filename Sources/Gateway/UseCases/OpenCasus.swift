// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// A casus as a partner may see it.
package struct CasusView: Sendable, Equatable {
    package let id: RandomID
    package let subject: RandomID
    package let isOpen: Bool
    package let isSource: Bool
    /// By the caller's own ids; the jongere first.
    package let persons: [FamilyMember]
    /// For who opened it, when that was; for another, when it was invited: one instant that all of them
    /// saw would tell them that it is one casus.
    package let opened: Timestamp
    /// Whether the term of the plan is over with something left to do; nil where the caller sees none.
    package let isPlanOverdue: Bool?
}

/// Opens a casus about one child: the caller becomes its first source.
package struct OpenCasus: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The casus, and one receipt.
    package func callAsFunction(
        born: CivilDate, persons: [Aanduiding], by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<CasusView> {
        try await region.write(
            .openCasus, caller, key,
            work: { [region] transaction in
                if let refusal: Work<CasusView> = try region.refuseCaller(caller, transaction) {
                    return refusal
                }
                let today = Amsterdam.day(of: transaction.now)
                guard born <= today, born.age(on: today) < Self.ageLimit else {
                    throw UseCaseFailure.invalid([
                        .init("/geboortedatum", "moet van iemand onder de \(Self.ageLimit) zijn")
                    ])
                }
                return try Self.open(born, persons, caller, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                let casus = try reference.identifier("casus")
                guard let names = try transaction.pseudonym(of: casus, for: caller.partnerRow),
                    let file = try CaseFile(casus, from: transaction)
                else { throw UseCaseFailure.unavailable }
                return try CasusView(
                    Place(caller: caller, names: names, file: file), transaction)
            })
    }

    /// Casussen are about pupils; nobody older than this becomes one.
    static let ageLimit = 28

    private static func open(
        _ born: CivilDate, _ persons: [Aanduiding], _ caller: Caller,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Work<CasusView> {
        let casus = transaction.newID()
        var members = [FamilyMember(id: transaction.newID(), aanduiding: .jongere)]
        for aanduiding in persons {
            members.append(FamilyMember(id: transaction.newID(), aanduiding: aanduiding))
        }
        let opening = CaseOpening(
            source: caller.partner, user: caller.user, born: born, persons: members)
        let content = opening.bytes
        try transaction.insertCasus(casus, content: content.span)
        let names = try transaction.givePseudonym(of: casus, to: caller.partnerRow)
        var details = caller.details
        details.activity = Activity.casus.uri
        details.subjectForSource = names.subjectPseudonym
        details.caseForSource = names.casusPseudonym
        let line = try transaction.append(
            LineDraft(.casusGeopend, details: details), about: .casus(casus),
            parties: caller.parties)
        transaction.wantReceipt(at: line.index)
        guard let file = try CaseFile(casus, from: transaction) else {
            throw UseCaseFailure.fault("a casus just written is not there")
        }
        var reference = Reference()
        reference.add("casus", casus)
        reference.add("blad", line.index)
        let view = try CasusView(Place(caller: caller, names: names, file: file), transaction)
        return .answer(Step(value: view, reference: reference))
    }
}

extension CasusView {
    init(_ place: Place, _ state: borrowing some StateReading & ~Copyable) throws {
        var persons: [FamilyMember] = []
        for person in place.file.opening.persons {
            guard let id = try place.externalID(ofPerson: person.id, state) else { continue }
            persons.append(FamilyMember(id: id, aanduiding: person.aanduiding))
        }
        self.init(
            id: place.names.casusPseudonym, subject: place.names.subjectPseudonym,
            isOpen: place.file.isOpen, isSource: place.isOpener, persons: persons,
            opened: place.isOpener ? place.file.opened : place.invited,
            isPlanOverdue: place.mayWritePlan && place.file.planFile.current != nil
                ? place.file.planFile.isOverdue(on: Amsterdam.day(of: state.now)) : nil)
    }
}
