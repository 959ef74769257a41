// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
internal import Memory

/// That content is offered without identity, and what is known of whom it must not tell.
package struct Anonymity: Sendable {
    /// When the child of the casus was born.
    package let born: CivilDate?

    package init(born: CivilDate?) { self.born = born }
}

extension Anonymity {
    /// Searches every text of content for traits; a field group of C1 is one by itself.
    func search(
        _ content: JSONIndex.Node, of category: CategoryCode, in index: JSONIndex,
        bytes: Span<UInt8>
    ) -> TraitFindings {
        var findings = TraitFindings()
        findings.warnings.insert(.description)
        if category.text == "C1" { findings.identifies = true }
        search(content, index, bytes, &findings)
        return findings
    }

    private func search(
        _ node: JSONIndex.Node, _ index: JSONIndex, _ bytes: Span<UInt8>,
        _ findings: inout TraitFindings
    ) {
        switch index.kind(of: node) {
        case .object:
            for member in index.members(of: node) { search(member.value, index, bytes, &findings) }
        case .array:
            for element in index.elements(of: node) { search(element, index, bytes, &findings) }
        case .string:
            guard let count = index.decodedCount(of: node) else { return }
            // Decoded, since an escape could hide a trait; in memory that is wiped.
            var text = SecretBytes(capacity: count)
            text.append(count: count) { index.decode(node, in: bytes, into: &$0) }
            let found = text.withBytes { TraitSearch($0, born: born).findings }
            findings.formUnion(found)
        case .number:
            let range = index.range(of: node)
            let found = TraitSearch(bytes.extracting(range), born: born).findings
            findings.identifies = findings.identifies || found.identifies
        default: break
        }
    }
}
