// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Memory
import OpenSSL
import Synchronization
import TestSupport
import Testing

/// Gives the bytes of a list, in order; traps where more are asked.
final class ScriptedRandom: RandomSource {
    private let rest: Mutex<[UInt8]>

    init(_ bytes: [UInt8]) { rest = Mutex(bytes) }

    func fill(_ bytes: inout MutableSpan<UInt8>) {
        let count = bytes.count
        let given = rest.withLock { rest in
            precondition(rest.count >= count, "the script of random bytes has run out")
            defer { rest.removeFirst(count) }
            return Array(rest.prefix(count))
        }
        for position in bytes.indices { bytes[position] = given[position] }
    }
}

/// Random bytes that come from a seed.
final class SeededBytes: RandomSource {
    private let numbers: Mutex<SeededRandom>

    init(seed: UInt64) { numbers = Mutex(SeededRandom(seed: seed)) }

    func fill(_ bytes: inout MutableSpan<UInt8>) {
        let count = bytes.count
        let drawn = numbers.withLock { $0.bytes(count) }
        for position in bytes.indices { bytes[position] = drawn[position] }
    }
}

extension LeafVectors.Entry {
    /// The stored value of a field.
    func value(_ field: Field) -> String { fields[field.rawValue].value_text ?? "" }

    /// The kind of its leaf.
    var kind: LeafKind {
        get throws {
            let line = try #require(leaf_text.split(separator: "\n").dropFirst().first)
            return try #require(line.utf8.last.flatMap(LeafKind.init(rawValue:)))
        }
    }

    /// The line that the entry was made from.
    func draft() throws -> LineDraft {
        var details = LineDetails()
        details.trace = RandomID(hex: value(.trace))
        details.activity = value(.activity)
        details.subjectForSource = RandomID(hex: value(.subjectSource))
        details.subjectForRecipient = RandomID(hex: value(.subjectRecipient))
        details.caseForSource = RandomID(hex: value(.caseSource))
        details.caseForRecipient = RandomID(hex: value(.caseRecipient))
        details.source = PartnerID(value(.source))
        details.sourceRole = value(.sourceRole)
        details.sourceUser = value(.sourceUser)
        details.recipient = PartnerID(value(.recipient))
        details.recipientRole = value(.recipientRole)
        details.recipientUser = value(.recipientUser)
        details.responsible = value(.responsible)
        details.purpose = value(.purpose)
        details.basis = value(.basis)
        details.rules = try list(.rules)
        details.fields = try list(.fields)
        details.consents = try list(.consents)
        details.category = value(.category)
        details.emergency = Emergency(rawValue: value(.emergency))
        details.outcome = Outcome(rawValue: value(.outcome))
        details.reasons = try list(.reasons)
        details.obligations = try list(.obligations)
        if !value(.facts).isEmpty {
            details.facts = try Facts(canonical: Array(value(.facts).utf8))
        }
        details.envelope = Digest(bytes: hexBytes(value(.envelopeSHA256)))
        let event = try #require(Event(rawValue: value(.event)))
        return LineDraft(event, kind: try kind, details: details)
    }

    private func list(_ field: Field) throws -> CodeList {
        try #require(
            CodeList(checking: value(field).split(separator: ",").reversed().map(String.init)))
    }

    /// When and where the entry was written.
    func stamp(policy: String) throws -> LineStamp {
        let zeros = String(repeating: "0", count: 32)
        return LineStamp(
            at: Timestamp(milliseconds: try #require(Int64(value(.at)))),
            policy: try #require(Digest(bytes: hexBytes(policy))),
            id: try #require(RandomID(hex: id)), ref: ref == zeros ? nil : RandomID(hex: ref),
            tags: try leafTags, chainNumber: UInt64(value(.chain)))
    }

    var leafTags: LeafTags {
        get throws {
            let tags = try tags.map { try #require(ChainTag(bytes: hexBytes($0))) }
            return LeafTags(subject: tags[0], source: tags[1], recipient: tags[2])
        }
    }

    /// The random bytes that made it: r, the nonce where it is sealed, the filling of an empty receipt.
    var randomBytes: [UInt8] {
        hexBytes(salt_r) + hexBytes(nonce ?? "") + (receipt == nil ? hexBytes(rcpt) : [])
    }
}
