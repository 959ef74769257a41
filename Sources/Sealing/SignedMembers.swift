// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import OpenSSL

/// The members of a signed JSON object, read strictly and without a string of its content.
///
/// The bytes stay with the caller, who passes the same ones to each call. Texts that become strings
/// here are names and codes. Every fault is `.malformedPayload`.
struct SignedMembers {
    let index: JSONIndex

    init(parsing bytes: Span<UInt8>, limits: JSONLimits) throws(SealingError) {
        do throws(JSONError) {
            index = try JSONIndex(parsing: bytes, limits: limits)
        } catch {
            throw .malformedPayload
        }
        guard index.kind(of: index.root) == .object else { throw .malformedPayload }
    }

    /// Refuses any member that is not among these.
    func allow(_ names: [String], in bytes: Span<UInt8>) throws(SealingError) {
        for member in index.members(of: index.root) {
            var isKnown = false
            for name in names where index.isEqual(member.key, to: name, in: bytes) {
                isKnown = true
            }
            guard isKnown else { throw .malformedPayload }
        }
    }

    func has(_ name: String, in bytes: Span<UInt8>) -> Bool {
        index.member(name, of: index.root, in: bytes) != nil
    }

    func text(_ name: String, in bytes: Span<UInt8>) throws(SealingError) -> String {
        try text(of: try node(name, in: bytes), in: bytes)
    }

    func code<Value>(
        _ name: String, _ parse: (String) -> Value?, in bytes: Span<UInt8>
    ) throws(SealingError) -> Value {
        guard let value = parse(try text(name, in: bytes)) else { throw .malformedPayload }
        return value
    }

    func codes<Value>(
        _ name: String, _ parse: (String) -> Value?, in bytes: Span<UInt8>
    ) throws(SealingError) -> [Value] {
        let list = try node(name, in: bytes)
        guard index.kind(of: list) == .array else { throw .malformedPayload }
        var values: [Value] = []
        for element in index.elements(of: list) {
            guard let value = parse(try text(of: element, in: bytes)) else {
                throw .malformedPayload
            }
            values.append(value)
        }
        return values
    }

    /// A list of duties, sorted, each once.
    func obligations(
        _ name: String, in bytes: Span<UInt8>
    ) throws(SealingError) -> Set<Obligation> {
        let list = try codes(name, Obligation.init(rawValue:), in: bytes)
        guard Set(list).sorted() == list else { throw .malformedPayload }
        return Set(list)
    }

    /// Whole seconds since 1970.
    func instant(_ name: String, in bytes: Span<UInt8>) throws(SealingError) -> Timestamp {
        guard let seconds = index.integer(of: try node(name, in: bytes), in: bytes),
            case let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000),
            !overflow, let instant = Timestamp(checking: milliseconds)
        else { throw .malformedPayload }
        return instant
    }

    /// Sixty-four lowercase hex digits.
    func digest(_ name: String, in bytes: Span<UInt8>) throws(SealingError) -> Digest {
        let hex = try text(name, in: bytes)
        do throws(EncodingError) {
            if let digest = Digest(bytes: try Hex.decode(hex)) { return digest }
        } catch {}
        throw .malformedPayload
    }

    func range(_ name: String, in bytes: Span<UInt8>) throws(SealingError) -> Range<Int> {
        index.range(of: try node(name, in: bytes))
    }

    /// Field groups of one category as an object: sorted by code, at least one.
    func groups(
        _ name: String, of category: CategoryCode, in bytes: Span<UInt8>
    ) throws(SealingError) -> [EnvelopeContent.Group] {
        let object = try node(name, in: bytes)
        guard index.kind(of: object) == .object else { throw .malformedPayload }
        var groups: [EnvelopeContent.Group] = []
        for member in index.members(of: object) {
            guard let code = VeldgroepCode(try text(of: member.key, in: bytes)),
                code.category == category
            else { throw .malformedPayload }
            if let last = groups.last, last.code >= code { throw .malformedPayload }
            groups.append(EnvelopeContent.Group(code, at: index.range(of: member.value)))
        }
        guard !groups.isEmpty else { throw .malformedPayload }
        return groups
    }

    private func node(
        _ name: String, in bytes: Span<UInt8>
    ) throws(SealingError) -> JSONIndex.Node {
        guard let node = index.member(name, of: index.root, in: bytes) else {
            throw .malformedPayload
        }
        return node
    }

    private func text(
        of node: JSONIndex.Node, in bytes: Span<UInt8>
    ) throws(SealingError) -> String {
        guard let text = index.string(of: node, in: bytes) else { throw .malformedPayload }
        return String(decoding: text, as: UTF8.self)
    }
}
