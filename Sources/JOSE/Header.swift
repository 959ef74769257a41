// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import OpenSSL

/// A protected header as read: only members that are taken here, each once, each a text.
struct Header {
    private(set) var alg: [UInt8] = []
    private(set) var kid: [UInt8]?
    private(set) var typ: [UInt8]?
    private(set) var cty: [UInt8]?
    // Only of an encrypted message.
    private(set) var enc: [UInt8]?
    private(set) var epk: PublicKey?
    /// Party information, decoded; empty where absent.
    private(set) var apu: [UInt8] = []
    private(set) var apv: [UInt8] = []

    /// Bytes of a header as JSON.
    static let byteLimit = 4096
    private static let limits = JSONLimits(
        byteCountLimit: byteLimit, depthLimit: 2, memberCountLimit: 16, valueCountLimit: 32)

    /// What kind of message the header stands before.
    enum Purpose { case signature, encryption }

    /// Reads the first part of a compact message.
    init(part: Span<UInt8>, for purpose: Purpose) throws(JOSEError) {
        let limit = Base64URL.encodedCount(of: Self.byteLimit)
        guard part.count <= limit else { throw .tooLong(byteLimit: Self.byteLimit) }
        let json = try decoded(part)
        let bytes = json.span
        let index: JSONIndex
        do throws(JSONError) {
            index = try JSONIndex(parsing: bytes, limits: Self.limits)
        } catch {
            throw .malformedHeader
        }
        guard index.kind(of: index.root) == .object else { throw .malformedHeader }
        for member in index.members(of: index.root) {
            guard let name = index.string(of: member.key, in: bytes) else {
                throw .malformedHeader
            }
            if purpose == .encryption, name.says("epk") {
                let members = try JWKMembers(member.value, of: index, in: bytes)
                guard members.isBare else { throw .malformedKey }
                epk = try members.publicKey()
            } else {
                try take(name, index.string(of: member.value, in: bytes), purpose)
            }
        }
        guard !alg.isEmpty else { throw .missingMember }
    }

    private mutating func take(
        _ name: [UInt8], _ value: [UInt8]?, _ purpose: Purpose
    ) throws(JOSEError) {
        // The name comes first: `crit` refuses as such whatever it holds.
        let isEncryption = purpose == .encryption
        if name.says("alg") {
            alg = try Self.text(value)
        } else if name.says("kid") {
            kid = try Self.text(value)
        } else if name.says("typ") {
            typ = try Self.text(value)
        } else if name.says("cty") {
            cty = try Self.text(value)
        } else if isEncryption, name.says("enc") {
            enc = try Self.text(value)
        } else if isEncryption, name.says("apu") {
            apu = try Self.encodedBytes(value)
        } else if isEncryption, name.says("apv") {
            apv = try Self.encodedBytes(value)
        } else {
            throw .unexpectedMember
        }
    }

    private static func text(_ value: [UInt8]?) throws(JOSEError) -> [UInt8] {
        guard let value else { throw .malformedHeader }
        return value
    }

    private static func encodedBytes(_ value: [UInt8]?) throws(JOSEError) -> [UInt8] {
        let text = try text(value)
        return try decoded(text.span)
    }

    /// Compares with what the registered key and the place prescribe.
    func check(
        key: JWK, use: Algorithm.Use, typ: String?, cty: String?
    ) throws(JOSEError) {
        guard key.use == use else { throw .unsuitableKey }
        guard alg.says(key.algorithm.rawValue) else { throw .algorithmMismatch }
        if let kid, !key.isNamed(kid) { throw .keyMismatch }
        guard Self.matches(self.typ, typ), Self.matches(self.cty, cty) else {
            throw .typeMismatch
        }
    }

    /// Byte by byte: the registry's rule that ASCII case does not count is not needed between us.
    private static func matches(_ given: [UInt8]?, _ expected: String?) -> Bool {
        switch (given, expected) {
        case (nil, nil): true
        case (let given?, let expected?): given.says(expected)
        case (nil, _?), (_?, nil): false
        }
    }
}

/// The bytes of one part of a compact message.
func decoded(_ part: Span<UInt8>) throws(JOSEError) -> [UInt8] {
    do throws(EncodingError) {
        return try Base64URL.decode(part)
    } catch {
        throw .malformedCompact
    }
}

/// Where the parts of a compact message stand; exactly `count` of them, with single dots between.
func compactParts(_ compact: Span<UInt8>, count: Int) throws(JOSEError) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    parts.reserveCapacity(count)
    var start = 0
    for index in compact.indices where compact[index] == UInt8(ascii: ".") {
        guard parts.count < count - 1 else { throw .malformedCompact }
        parts.append(start..<index)
        start = index + 1
    }
    guard parts.count == count - 1 else { throw .malformedCompact }
    parts.append(start..<compact.count)
    return parts
}
