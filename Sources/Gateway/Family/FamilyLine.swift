// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings
internal import Memory

/// One line of the log that a family may have a part in, in the LDV shape: no employee, no chain.
struct FamilyLine {
    /// What the line tells of.
    enum Kind: Equatable {
        /// Something was handed out.
        case shared
        /// Something was handed out under break-glass.
        case emergency
        /// Somebody outside was told; only that, when and who.
        case pointer(outside: PartnerType)
    }

    /// Random for each reader.
    let id: RandomID
    let at: Timestamp
    let kind: Kind
    let source: PartnerID
    let sourceRole: RoleCode
    let recipient: PartnerID?
    let recipientRole: RoleCode?
    let purpose: PurposeCode
    let category: CategoryCode
    let groups: [VeldgroepCode]
    let bases: [String]
    /// The yeses that it stood on.
    let consents: [RandomID]
    let isCare: Bool
    let isAnonymous: Bool
    /// What a withholding of this line names: a fragment, a break-glass, a weighing.
    let subjects: [RandomID]
}

/// Reads the lines about the child of one casus that somebody of the family may have a part in.
struct FamilyLines {
    let region: Region
    let file: CaseFile
    let viewer: RandomID

    private struct Sent {
        let record: FragmentRecord
        /// The fragment, and the break-glass under which the envelope was collected.
        let subjects: [RandomID]
    }

    /// All of them, withheld or not, in no order; what is withheld the caller leaves out.
    func read(_ state: borrowing some StateReading & ~Copyable) throws -> [FamilyLine] {
        let sent = try sentEnvelopes(state)
        var lines: [FamilyLine] = []
        for year in file.opened.utcDay.year...state.now.utcDay.year {
            for (casus, stream) in streams {
                for entry in try state.entries(about: casus, stream, year: year) {
                    let leaf: Leaf
                    do { leaf = try Leaf(parsing: entry.leaf) } catch {
                        throw LedgerError.corrupt("a leaf")
                    }
                    // Everything that goes out is a decision; pointers are in the stream for safety.
                    guard leaf.kind == .decision || (leaf.kind == .line && stream == .withheld)
                    else { continue }
                    let details = try state.openDetails(of: entry.id)
                    if let line = line(details, sent) { lines.append(line) }
                }
            }
        }
        return lines
    }

    /// Both streams of the casus, and of those that were joined into it.
    private var streams: [(casus: RandomID, stream: LineStream)] {
        ([file.id] + file.joined).flatMap { [($0, .open), ($0, .withheld)] }
    }

    /// Each envelope of the casus by its digest, with the fragment that it came from.
    private func sentEnvelopes(
        _ state: borrowing some StateReading & ~Copyable
    ) throws -> [String: Sent] {
        var sent: [String: Sent] = [:]
        for row in try state.fragments(of: file.id) {
            let record = try FragmentRecord(row.content.copied())
            for envelope in try state.envelopes(ofFragment: row.id) {
                let digest = try EnvelopeRecord(envelope.content.copied()).digestHex
                let uses = file.safetyRecords.uses.filter { $0.envelope == envelope.id }
                sent[digest] = Sent(record: record, subjects: [row.id] + uses.map(\.record))
            }
        }
        return sent
    }

    private func line(
        _ details: borrowing OpenedDetails, _ sent: [String: Sent]
    ) -> FamilyLine? {
        let shown = Shown(details)
        guard let source = PartnerID(shown[.source]), let role = RoleCode(shown[.sourceRole])
        else { return nil }
        let consents = Self.text(details.value(of: .consents)).split(separator: ",")
            .compactMap { RandomID(hex: String($0)) }
        switch details.event {
        case .verstrekking, .noodverstrekking:
            // What can't be traced to its fragment could be withheld: it is not shown.
            let digest = Self.text(details.value(of: .envelopeSHA256))
            guard shown[.outcome] == Outcome.allowed.rawValue, let from = sent[digest],
                let category = CategoryCode(shown[.category]),
                let purpose = PurposeCode(shown[.purpose])
            else { return nil }
            return FamilyLine(
                id: details.identifier(for: viewer), at: details.at,
                kind: details.event == .verstrekking ? .shared : .emergency, source: source,
                sourceRole: role, recipient: PartnerID(shown[.recipient]),
                recipientRole: RoleCode(shown[.recipientRole]), purpose: purpose,
                category: category, groups: shown.list(.fields).compactMap { VeldgroepCode($0) },
                bases: shown.list(.basis), consents: consents, isCare: from.record.regime.isCare,
                isAnonymous: from.record.isAnonymous, subjects: from.subjects)
        case .noodverstrekkingVastgelegd, .afwegingVastgelegd:
            return pointer(details, shown, source, role)
        default: return nil
        }
    }

    /// A pointer stands in the line of a complete record, once.
    private func pointer(
        _ details: borrowing OpenedDetails, _ shown: Shown, _ source: PartnerID, _ role: RoleCode
    ) -> FamilyLine? {
        guard let facts = try? CanonicalJSON.parse(details.value(of: .facts).span),
            let record = facts["record"]?.string.flatMap({ RandomID(hex: $0) }),
            let category = CategoryCode("C10"), let purpose = PurposeCode(SafetyFacts.purpose),
            facts["tweede"] == nil
        else { return nil }
        let outside: PartnerType
        if details.event == .afwegingVastgelegd {
            outside = .raadVoorDeKinderbescherming
        } else {
            switch Emergency(rawValue: shown[.emergency]) {
            case .report?: outside = .veiligThuis
            case .supervision?: outside = .gecertificeerdeInstelling
            default: return nil
            }
            guard shown[.outcome] == Outcome.allowed.rawValue else { return nil }
        }
        let isCare = region.partners[source]?.partner.type.defaultRegime?.isCare ?? true
        return FamilyLine(
            id: details.identifier(for: viewer), at: details.at,
            kind: .pointer(outside: outside), source: source, sourceRole: role, recipient: nil,
            recipientRole: nil, purpose: purpose, category: category, groups: [], bases: [],
            consents: [], isCare: isCare, isAnonymous: false, subjects: [record])
    }

    /// The fields that a family may see of a line, and no other.
    private struct Shown {
        private var values: [Field: String] = [:]

        init(_ details: borrowing OpenedDetails) {
            guard let view = details.view(for: .family) else { return }
            for (field, part) in zip(Field.allCases, view.fields) {
                if case .opened(_, let value, _) = part {
                    values[field] = FamilyLines.text(value)
                }
            }
        }

        subscript(field: Field) -> String { values[field] ?? "" }

        func list(_ field: Field) -> [String] {
            self[field].split(separator: ",").map(String.init)
        }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
