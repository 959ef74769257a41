// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// Shows one person of the family what was shared about the child (inzage).
///
/// What is withheld from this reader leaves no trace: no gap, total, date or size differs from a log in
/// which it never was. That somebody looked is a line of its own, durable before the answer, and in no
/// overview. Source: domain.md §6, §8, §12; design.md I9.
package struct FamilyView: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// Entries of one page where the caller names no number.
    package static let defaultCount = 20
    package static let countLimit = 100
    /// A view whose grounds change while it is made is made anew so many times.
    private static let attemptLimit = 3

    /// What a view rests on; if it is another once the line is written, the view is made anew.
    private struct Grounds: Equatable {
        let access: FamilyAccess
        let withheld: Set<RandomID>
    }

    /// A page of the overview.
    ///
    /// - Parameters:
    ///   - casus: the gateway's own id of the casus.
    ///   - viewer: who reads, as the casus knows the person.
    ///   - cursor: `next` of the page before.
    /// - Throws: `.unavailable` for an unknown casus and for who may see nothing of it.
    package func callAsFunction(
        casus: RandomID, viewer: RandomID, after cursor: [UInt8]? = nil,
        count: Int = FamilyView.defaultCount
    ) async throws(UseCaseFailure) -> FamilyPage {
        let position = try cursor.map { (bytes) throws(UseCaseFailure) in try Position(bytes) }
        let count = min(max(1, count), Self.countLimit)
        for _ in 0..<Self.attemptLimit {
            let made = try await region.read { [region] state in
                try Self.page(casus, viewer, position, count, region, state)
            }
            let isSame = try await record(casus, viewer, made?.grounds)
            guard let made else { throw .unavailable }
            if isSame { return made.page }
        }
        throw .busy
    }

    private static func page(
        _ casus: RandomID, _ viewer: RandomID, _ position: Position?, _ count: Int,
        _ region: Region, _ state: borrowing ReadTransaction
    ) throws -> (grounds: Grounds, page: FamilyPage)? {
        guard let file = try CaseFile(casus, from: state),
            let grounds = Self.grounds(viewer, file, state.now)
        else { return nil }
        let lines = try FamilyLines(region: region, file: file, viewer: viewer).read(state)
        let shown = lines.filter { line in
            grounds.withheld.isDisjoint(with: line.subjects)
                && grounds.access.maySee(
                    FamilyAccess.Subject(
                        source: line.source,
                        isSchool: region.partners[line.source]?.partner.type == .school,
                        isCare: line.isCare, category: line.category))
        }
        let teller = FamilyTeller(
            region: region, file: file, access: grounds.access, now: state.now)
        let entries = teller.entries(shown)
        let rest = entries.filter { entry in
            position.map { $0.precedes(Position(entry)) } ?? true
        }
        let page = Array(rest.prefix(count))
        return (
            grounds,
            FamilyPage(
                title: teller.title, period: teller.period, notices: teller.notices,
                entries: page, empty: entries.isEmpty ? FamilyTeller.empty : nil,
                always: FamilyTeller.always, complaint: teller.complaint,
                next: rest.count > count ? page.last.map { Position($0).bytes } : nil)
        )
    }

    private static func grounds(
        _ viewer: RandomID, _ file: CaseFile, _ now: Timestamp
    ) -> Grounds? {
        let day = Amsterdam.day(of: now)
        guard let access = FamilyAccess(of: viewer, in: file, on: day) else { return nil }
        let withheld = file.safety.withholdings.filter {
            !$0.isLifted && $0.from.contains(viewer)
        }
        return Grounds(access: access, withheld: Set(withheld.map(\.fragment)))
    }

    /// Writes that somebody looked, and whether the view still rests on what holds now.
    private func record(
        _ casus: RandomID, _ viewer: RandomID, _ grounds: Grounds?
    ) async throws(UseCaseFailure) -> Bool {
        let committed: Committed<Bool> = try await region.append { transaction in
            guard let file = try CaseFile(casus, from: transaction) else { return grounds == nil }
            let now = Self.grounds(viewer, file, transaction.now)
            var details = LineDetails()
            details.activity = Activity.gezin.uri
            details.purpose = "P8"
            details.outcome = grounds == nil ? .refused : .allowed
            let member = file.opening.persons.first { $0.id == viewer }
            details.facts = try Facts(["als": .string(member?.aanduiding.rawValue ?? "geen")])
            try transaction.append(
                LineDraft(.familieInzage, details: details), about: .casus(casus),
                parties: LineParties())
            return now == grounds
        }
        return committed.value
    }

    /// Where an entry stands: it depends on that entry alone, not on what stands around it.
    private struct Position {
        let day: CivilDate
        let id: RandomID

        init(_ entry: FamilyEntry) {
            day = entry.day
            id = entry.id
        }

        init(_ bytes: [UInt8]) throws(UseCaseFailure) {
            guard bytes.count == 8 + RandomID.byteCount,
                let id = RandomID(bytes: Array(bytes[8...]))
            else { throw .invalidCursor }
            let number = try Int64(cursor: Array(bytes[..<8]))
            guard number <= Int64(CivilDate.dayNumbers.upperBound) else { throw .invalidCursor }
            day = CivilDate(dayNumber: Int(number))
            self.id = id
        }

        var bytes: [UInt8] { Int64(day.dayNumber).cursor + id.bytes }

        /// Whether an entry comes after this one: an earlier day, or the same day and a greater id.
        func precedes(_ other: Position) -> Bool {
            day == other.day ? id < other.id : other.day < day
        }
    }
}

extension Region {
    /// The gateway's own ids of a casus and a person, by the names that a partner has for them.
    package func familyReader(
        partner: PartnerID, casus: RandomID, person: RandomID
    ) async throws(UseCaseFailure) -> (casus: RandomID, person: RandomID) {
        guard let row = partners[partner]?.partner.row else { throw .unavailable }
        return try await read { state in
            guard let names = try state.pseudonym(named: casus, for: row),
                let file = try CaseFile(names.casus, from: state)
            else { throw UseCaseFailure.unavailable }
            let own =
                file.opening.source == partner
                ? person : try state.object(named: person, for: row)
            guard let own, file.everyone.contains(own) else {
                throw UseCaseFailure.unavailable
            }
            return (names.casus, own)
        }
    }
}
