// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// The stream of a person's lines: those that a family may be shown, and those that may be withheld.
package enum LineStream: UInt8, Sendable {
    case open = 1
    case withheld = 2
}

/// What a random key is for; each has its own key, and each key exactly one.
package enum KeyBinding: Hashable, Sendable {
    /// Rows of the whole region: partners, their keys, messages outside a casus.
    case region
    /// Rows and envelopes of a casus: K_case.
    case casus(RandomID)
    /// What stays of a closed casus for as long as its lines: facts without content.
    case archive(RandomID)
    /// A person's lines of one stream and year: K_line.
    case line(subject: RandomID, stream: LineStream, year: Int)
    /// Lines about nobody we know, of one partner and year: K_line of a stand-in.
    case standIn(partner: RandomID, year: Int)
    /// Chain and idempotency of a partner in a year: K_org.
    case organisation(partner: RandomID, year: Int)

    /// The bytes in the column `binding`: a kind, random ids, a year.
    package var bytes: [UInt8] {
        switch self {
        case .region: [0]
        case .casus(let casus): [1] + casus.bytes
        case .line(let subject, let stream, let year):
            [2] + subject.bytes + [stream.rawValue] + Self.encoded(year)
        case .standIn(let partner, let year): [3] + partner.bytes + Self.encoded(year)
        case .organisation(let partner, let year): [4] + partner.bytes + Self.encoded(year)
        case .archive(let casus): [5] + casus.bytes
        }
    }

    /// Reads the bytes back; nil for any other spelling.
    package init?(bytes: [UInt8]) {
        let id = bytes.count >= 17 ? RandomID(bytes: Array(bytes[1..<17])) : nil
        let year =
            bytes.count >= 2 ? Int(bytes[bytes.count - 2]) << 8 | Int(bytes[bytes.count - 1]) : 0
        switch (bytes.first, bytes.count, id) {
        case (0, 1, _): self = .region
        case (1, 17, let id?): self = .casus(id)
        case (5, 17, let id?): self = .archive(id)
        case (2, 20, let id?):
            guard let stream = LineStream(rawValue: bytes[17]) else { return nil }
            self = .line(subject: id, stream: stream, year: year)
        case (3, 19, let id?): self = .standIn(partner: id, year: year)
        case (4, 19, let id?): self = .organisation(partner: id, year: year)
        default: return nil
        }
    }

    private static func encoded(_ year: Int) -> [UInt8] {
        precondition((0...9_999).contains(year), "a year has four digits")
        return [UInt8(year >> 8), UInt8(year & 0xFF)]
    }
}
