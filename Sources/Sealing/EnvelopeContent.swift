// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
package import Memory

/// The field groups that go into one envelope, as slices of the text in which they arrived.
///
/// Each slice is one whole JSON value. The text is shared, not copied, and never becomes a string.
package struct EnvelopeContent: Sendable {
    /// One group and where its value stands in the text.
    package struct Group: Hashable, Sendable {
        package let code: VeldgroepCode
        package let range: Range<Int>

        package init(_ code: VeldgroepCode, at range: Range<Int>) {
            self.code = code
            self.range = range
        }
    }

    let text: SharedSecretBytes
    /// Sorted by code.
    let groups: [Group]

    /// At least one group, each once, each within the text.
    package init(_ groups: [Group], of text: SharedSecretBytes) {
        let sorted = groups.sorted { $0.code < $1.code }
        precondition(!sorted.isEmpty, "an envelope holds at least one field group")
        precondition(
            zip(sorted, sorted.dropFirst()).allSatisfy { $0.code != $1.code },
            "an envelope holds each field group once")
        precondition(
            sorted.allSatisfy { 0 <= $0.range.lowerBound && $0.range.upperBound <= text.count },
            "a field group lies within its text")
        self.groups = sorted
        self.text = text
    }

    /// Bytes that the groups take as members of one object, braces and commas included.
    var byteCount: Int {
        groups.reduce(2) { $0 + $1.range.count + $1.code.text.utf8.count + 4 }
    }

    /// Writes the object at the end of memory that has room for it.
    func append(to payload: inout SecretBytes) {
        text.withBytes { bytes in
            var separator: [UInt8] = [UInt8(ascii: "{"), UInt8(ascii: "\"")]
            for group in groups {
                Self.check(bytes.extracting(group.range))
                payload.append(separator.span)
                payload.append(group.code.text.utf8.span)
                payload.append("\":".utf8.span)
                payload.append(bytes.extracting(group.range))
                separator[0] = UInt8(ascii: ",")
            }
            payload.append("}".utf8.span)
        }
    }

    /// A slice that is more or less than one value would change what is signed around it.
    private static func check(_ slice: Span<UInt8>) {
        let isValue: Bool
        do throws(JSONError) {
            isValue = try JSONIndex(parsing: slice, limits: limits).byteCount == slice.count
        } catch {
            isValue = false
        }
        precondition(isValue, "a field group is one JSON value")
    }

    private static let limits = JSONLimits(byteCountLimit: Int(Int32.max))
}
