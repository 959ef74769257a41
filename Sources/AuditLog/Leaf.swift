// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
package import OpenSSL

/// One leaf of the log: nine lines, always 436 bytes, that identify nobody.
///
/// Everything that could be erased lives elsewhere; the leaf commits to it.
package struct Leaf: Hashable, Sendable {
    /// Length of every leaf, in bytes.
    package static let byteCount = 436

    package let kind: LeafKind
    /// The minute in which it was written; never before that of the leaf before.
    package let time: LeafMinute
    /// Hash of the whole rule set in force.
    package let policy: Digest
    /// Random id of the line; it links details and envelope.
    package let id: RandomID
    /// INVARIANT: the id of the decision if this is an outcome, else nil (zeros).
    package let ref: RandomID?
    package let tags: LeafTags
    /// Commitment to the details.
    package let det: Digest
    /// Commitment to the envelope that was handed out, else random.
    package let rcpt: Digest

    package init(
        kind: LeafKind, time: LeafMinute, policy: Digest, id: RandomID, ref: RandomID?,
        tags: LeafTags, det: Digest, rcpt: Digest
    ) {
        precondition((kind == .outcome) == (ref != nil), "an outcome, and only that, has a ref")
        precondition(ref != Self.zeros, "a ref of zeros stands for none")
        self.kind = kind
        self.time = time
        self.policy = policy
        self.id = id
        self.ref = ref
        self.tags = tags
        self.det = det
        self.rcpt = rcpt
    }

    private static let zeros = RandomID(bytes: [UInt8](repeating: 0, count: RandomID.byteCount))
    private static let zeroBytes = [UInt8](repeating: 0, count: RandomID.byteCount)
    private static let version = Array("kernpoort-leaf/v1\nkind ".utf8)

    /// The 436 bytes that are hashed and stored.
    package func encoded() -> [UInt8] {
        let refBytes = ref?.bytes ?? Self.zeroBytes
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        bytes.append(contentsOf: Self.version)
        bytes.append(kind.rawValue)
        bytes.append(contentsOf: "\ntime ".utf8)
        time.append(to: &bytes)
        bytes.append(contentsOf: "\npolicy ".utf8)
        Hex.append(policy.span, to: &bytes)
        bytes.append(contentsOf: "\nid ".utf8)
        Hex.append(id.bytes.span, to: &bytes)
        bytes.append(contentsOf: "\nref ".utf8)
        Hex.append(refBytes.span, to: &bytes)
        bytes.append(contentsOf: "\ntags ".utf8)
        Hex.append(tags.subject.bytes.span, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        Hex.append(tags.source.bytes.span, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        Hex.append(tags.recipient.bytes.span, to: &bytes)
        bytes.append(contentsOf: "\ndet ".utf8)
        Hex.append(det.span, to: &bytes)
        bytes.append(contentsOf: "\nrcpt ".utf8)
        Hex.append(rcpt.span, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        precondition(bytes.count == Self.byteCount, "every leaf has the same length")
        return bytes
    }

    /// Reads a leaf; only the bytes that `encoded` gives are one.
    /// - Throws: `.leafMalformed`.
    package init(parsing bytes: [UInt8]) throws(AuditLogError) {
        guard bytes.count == Self.byteCount else { throw .leafMalformed }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 10, lines[9].isEmpty,
            lines[0].elementsEqual("kernpoort-leaf/v1".utf8),
            let letter = Self.value(lines[1], "kind "), letter.count == 1,
            let kind = letter.first.flatMap(LeafKind.init(rawValue:)),
            let time = Self.value(lines[2], "time ").flatMap(LeafMinute.init(parsing:)),
            let policy = Self.digest(lines[3], "policy "),
            let id = Self.value(lines[4], "id ").flatMap(Self.id),
            let ref = Self.value(lines[5], "ref ").flatMap(Self.id),
            let tags = Self.value(lines[6], "tags ").flatMap(Self.tags),
            let det = Self.digest(lines[7], "det "), let rcpt = Self.digest(lines[8], "rcpt "),
            (kind == .outcome) == (ref != Self.zeros)
        else { throw .leafMalformed }
        self.init(
            kind: kind, time: time, policy: policy, id: id, ref: kind == .outcome ? ref : nil,
            tags: tags, det: det, rcpt: rcpt)
        guard encoded() == bytes else { throw .leafMalformed }
    }

    private static func value(_ line: ArraySlice<UInt8>, _ name: String) -> ArraySlice<UInt8>? {
        line.starts(with: name.utf8) ? line.dropFirst(name.utf8.count) : nil
    }

    private static func decoded(_ hex: ArraySlice<UInt8>) -> [UInt8]? {
        try? Hex.decode(hex.span)
    }

    private static func id(_ hex: ArraySlice<UInt8>) -> RandomID? {
        decoded(hex).flatMap { RandomID(bytes: $0) }
    }

    private static func digest(_ line: ArraySlice<UInt8>, _ name: String) -> Digest? {
        value(line, name).flatMap(decoded).flatMap { Digest(bytes: $0) }
    }

    private static func tags(_ text: ArraySlice<UInt8>) -> LeafTags? {
        let tags = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            .compactMap { decoded($0).flatMap { ChainTag(bytes: $0) } }
        guard tags.count == 3 else { return nil }
        return LeafTags(subject: tags[0], source: tags[1], recipient: tags[2])
    }
}
