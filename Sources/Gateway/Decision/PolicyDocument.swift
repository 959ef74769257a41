// SPDX-License-Identifier: EUPL-1.2
internal import Encodings

/// A JSON file of a policy folder, read with an eye to telling where something is wrong.
final class PolicyDocument {
    let path: String
    let bytes: [UInt8]
    let index: JSONIndex
    private(set) var findings: [PolicyFinding] = []

    /// Reads the text; nil with a finding where it is no JSON.
    init(path: String, bytes: [UInt8]) throws(PolicyError) {
        self.path = path
        self.bytes = bytes
        do throws(JSONError) {
            index = try JSONIndex(parsing: bytes.span)
        } catch {
            let line = Self.line(at: error.offset, in: bytes)
            throw PolicyError(findings: [
                PolicyFinding(
                    path, line: line, "it is no strict JSON: \(error.kind)",
                    mend: "mend the text at byte \(error.offset)")
            ])
        }
    }

    var root: PolicyValue { PolicyValue(document: self, node: index.root) }

    func report(_ node: JSONIndex.Node, _ message: String, mend: String) {
        let line = Self.line(at: index.range(of: node).lowerBound, in: bytes)
        findings.append(PolicyFinding(path, line: line, message, mend: mend))
    }

    func member(_ name: String, of node: JSONIndex.Node) -> JSONIndex.Node? {
        let bytes = bytes
        return index.member(name, of: node, in: bytes.span)
    }

    func string(of node: JSONIndex.Node) -> [UInt8]? {
        let bytes = bytes
        return index.string(of: node, in: bytes.span)
    }

    func integer(of node: JSONIndex.Node) -> Int64? {
        let bytes = bytes
        return index.integer(of: node, in: bytes.span)
    }

    func bool(of node: JSONIndex.Node) -> Bool? {
        let bytes = bytes
        return index.bool(of: node, in: bytes.span)
    }

    func line(of node: JSONIndex.Node) -> Int {
        Self.line(at: index.range(of: node).lowerBound, in: bytes)
    }

    private static func line(at offset: Int, in bytes: [UInt8]) -> Int {
        bytes.prefix(offset).count { $0 == 0x0A } + 1
    }
}

/// One value of a policy file; what is not as expected is reported, and nil.
struct PolicyValue {
    let document: PolicyDocument
    let node: JSONIndex.Node

    /// The line in the file, from 1.
    var line: Int { document.line(of: node) }

    func report(_ message: String, mend: String) {
        document.report(node, message, mend: mend)
    }

    /// A member that must be there.
    func member(_ name: String) -> PolicyValue? {
        guard let value = optional(name) else {
            report("`\(name)` is missing", mend: "add `\(name)`")
            return nil
        }
        return value
    }

    func optional(_ name: String) -> PolicyValue? {
        document.member(name, of: node)
            .map { PolicyValue(document: document, node: $0) }
    }

    /// Reports members that nothing reads.
    func allow(_ names: String...) {
        guard document.index.kind(of: node) == .object else {
            report("an object is expected", mend: "write an object in braces")
            return
        }
        for member in document.index.members(of: node) {
            let key = document.string(of: member.key) ?? []
            guard !names.contains(where: { Array($0.utf8) == key }) else { continue }
            document.report(
                member.key, "`\(String(decoding: key, as: UTF8.self))` is not known here",
                mend: "use one of: \(names.joined(separator: ", "))")
        }
    }

    var elements: [PolicyValue] {
        guard document.index.kind(of: node) == .array else {
            report("a list is expected", mend: "write a list in brackets")
            return []
        }
        return document.index.elements(of: node).map {
            PolicyValue(document: document, node: $0)
        }
    }

    /// The members of an object whose keys are data.
    var members: [(key: String, value: PolicyValue)] {
        document.index.members(of: node).map { member in
            let key = document.string(of: member.key) ?? []
            return (
                String(decoding: key, as: UTF8.self),
                PolicyValue(document: document, node: member.value)
            )
        }
    }

    var text: String? {
        guard let bytes = document.string(of: node) else {
            report("a text is expected", mend: "write a text in quotes")
            return nil
        }
        guard !bytes.isEmpty else {
            report("the text is empty", mend: "write something, or leave the member out")
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func integer(_ range: ClosedRange<Int64>) -> Int? {
        guard let value = document.integer(of: node),
            range.contains(value)
        else {
            report(
                "a whole number from \(range.lowerBound) to \(range.upperBound) is expected",
                mend: "write such a number")
            return nil
        }
        return Int(value)
    }

    var flag: Bool? {
        guard let value = document.bool(of: node) else {
            report("true or false is expected", mend: "write true or false")
            return nil
        }
        return value
    }

    /// A text made into a value by a failable initializer.
    func value<T>(_ kind: String, _ parse: (String) -> T?) -> T? {
        guard let text else { return nil }
        guard let value = parse(text) else {
            report("`\(text)` is no \(kind)", mend: "write a valid \(kind)")
            return nil
        }
        return value
    }
}
