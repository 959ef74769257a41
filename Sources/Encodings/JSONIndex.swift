// SPDX-License-Identifier: EUPL-1.2

/// A map of a JSON text that was checked in full: where each value stands, without a copy of any.
///
/// For content that must never become a `String`. The text stays with the caller, who passes the
/// same bytes to every look-up; other bytes are a bug. The rules are those of `JSON`, which is
/// built on this.
/// Source: RFC 8259, with the refusals that `JSONError.Kind` lists.
package struct JSONIndex: Sendable {
    private let entries: [JSONEntry]
    /// Length of the text that was read.
    package let byteCount: Int

    /// What a value is.
    package enum Kind: Equatable, Sendable {
        case null, bool, number, string, array, object
    }

    /// A value, or a key, of the index that gave it.
    package struct Node: Hashable, Sendable {
        let position: Int
    }

    /// A member of an object.
    package struct Member: Hashable, Sendable {
        /// The key, a string.
        package let key: Node
        package let value: Node
    }

    /// Checks the whole text.
    package init(
        parsing bytes: Span<UInt8>, limits: JSONLimits = .standard
    ) throws(JSONError) {
        var scanner = JSONScanner(limits: limits)
        try scanner.run(bytes)
        entries = scanner.entries
        byteCount = bytes.count
    }

    /// The value that is the whole text.
    package var root: Node { Node(position: 0) }

    /// What the value is; a key is a string.
    package func kind(of node: Node) -> Kind { entries[node.position].kind }

    /// The bytes of the value within the text: quotes and brackets included, no white space around.
    package func range(of node: Node) -> Range<Int> {
        Int(entries[node.position].start)..<Int(entries[node.position].end)
    }

    /// Elements of an array or members of an object; zero for others.
    package func count(of node: Node) -> Int {
        switch kind(of: node) {
        case .array, .object: Int(entries[node.position].count)
        case .null, .bool, .number, .string: 0
        }
    }

    /// The elements of an array in their order; none for other kinds.
    package func elements(of node: Node) -> [Node] {
        guard kind(of: node) == .array else { return [] }
        var nodes: [Node] = []
        nodes.reserveCapacity(count(of: node))
        var position = node.position + 1
        for _ in 0..<count(of: node) {
            nodes.append(Node(position: position))
            position = Int(entries[position].next)
        }
        return nodes
    }

    /// The members of an object in their order; none for other kinds.
    package func members(of node: Node) -> [Member] {
        guard kind(of: node) == .object else { return [] }
        var members: [Member] = []
        members.reserveCapacity(count(of: node))
        var position = node.position + 1
        for _ in 0..<count(of: node) {
            members.append(
                Member(key: Node(position: position), value: Node(position: position + 1)))
            position = Int(entries[position + 1].next)
        }
        return members
    }

    /// The value of the member whose key says this; nil without one, or of something else than an
    /// object.
    ///
    /// Cost: one comparison a member.
    package func member(_ key: String, of node: Node, in bytes: Span<UInt8>) -> Node? {
        guard kind(of: node) == .object else { return nil }
        var position = node.position + 1
        for _ in 0..<count(of: node) {
            if isEqual(Node(position: position), to: key.utf8.span, in: bytes) {
                return Node(position: position + 1)
            }
            position = Int(entries[position + 1].next)
        }
        return nil
    }

    /// Whether the node is a string or key that stands for exactly these bytes.
    package func isEqual(
        _ node: Node, to text: Span<UInt8>, in bytes: Span<UInt8>
    ) -> Bool {
        let entry = self.entry(of: node, bytes)
        guard entry.kind == .string, Int(entry.count) == text.count else { return false }
        if !entry.hasEscapes {
            let start = Int(entry.start) + 1
            for index in text.indices where bytes[start + index] != text[index] { return false }
            return true
        }
        var reader = JSONStringReader(range(of: node))
        for index in text.indices where reader.next(in: bytes) != text[index] { return false }
        return true
    }

    /// Whether the node is a string or key that stands for exactly the UTF-8 of this text.
    package func isEqual(_ node: Node, to text: String, in bytes: Span<UInt8>) -> Bool {
        isEqual(node, to: text.utf8.span, in: bytes)
    }

    /// True or false; nil for other kinds.
    package func bool(of node: Node, in bytes: Span<UInt8>) -> Bool? {
        let entry = self.entry(of: node, bytes)
        return entry.kind == .bool ? bytes[Int(entry.start)] == UInt8(ascii: "t") : nil
    }

    /// The value of a number without fraction and exponent; nil for others, and for `-0`.
    package func integer(of node: Node, in bytes: Span<UInt8>) -> Int64? {
        guard entry(of: node, bytes).kind == .number else { return nil }
        return JSONNumberScan.integer(of: bytes, in: range(of: node))
    }

    /// How many bytes of UTF-8 a string or key stands for; nil for other kinds.
    package func decodedCount(of node: Node) -> Int? {
        let entry = entries[node.position]
        return entry.kind == .string ? Int(entry.count) : nil
    }

    /// A copy of the UTF-8 that a string or key stands for; nil for other kinds.
    ///
    /// The copy is not wiped: for what is secret, decode into memory that is.
    package func string(of node: Node, in bytes: Span<UInt8>) -> [UInt8]? {
        guard let count = decodedCount(of: node) else { return nil }
        var text = [UInt8](repeating: 0, count: count)
        var span = text.mutableSpan
        decode(node, in: bytes, into: &span)
        return text
    }

    /// Lends the UTF-8 that a string or key stands for; nil for other kinds.
    package func withText<R>(
        of node: Node, in bytes: Span<UInt8>, _ body: (Span<UInt8>) -> R
    ) -> R? {
        let entry = self.entry(of: node, bytes)
        guard entry.kind == .string else { return nil }
        if entry.hasEscapes { return string(of: node, in: bytes).map { body($0.span) } }
        return body(bytes.extracting(Int(entry.start) + 1..<Int(entry.end) - 1))
    }

    /// A copy as text of what a string or key stands for; nil for other kinds.
    package func text(of node: Node, in bytes: Span<UInt8>) -> String? {
        withText(of: node, in: bytes) { text in
            guard let checked = try? UTF8Span(validating: text) else {
                preconditionFailure("the text of an index is UTF-8")
            }
            return String(copying: checked)
        }
    }

    /// Writes the UTF-8 of a string or key over memory of exactly `decodedCount(of:)` bytes.
    package func decode(
        _ node: Node, in bytes: Span<UInt8>, into text: inout MutableSpan<UInt8>
    ) {
        let entry = self.entry(of: node, bytes)
        precondition(entry.kind == .string, "only strings have text")
        precondition(text.count == Int(entry.count), "memory for text has exactly its size")
        guard entry.hasEscapes else {
            let start = Int(entry.start) + 1
            for index in text.indices { text[index] = bytes[start + index] }
            return
        }
        var reader = JSONStringReader(range(of: node))
        for index in text.indices {
            guard let byte = reader.next(in: bytes) else {
                preconditionFailure("a string has as many bytes as were counted")
            }
            text[index] = byte
        }
    }

    private func entry(of node: Node, _ bytes: Span<UInt8>) -> JSONEntry {
        precondition(bytes.count == byteCount, "look-ups use the bytes that were indexed")
        return entries[node.position]
    }
}
