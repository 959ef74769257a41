// SPDX-License-Identifier: EUPL-1.2
internal import Memory

/// A request method that this product knows; every other one is refused while the head is read.
package enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"

    /// Whether a request with this method must say how long its body is.
    ///
    /// The others may carry no body at all: content in a GET has no meaning (RFC 9110 §9.3.1) and is
    /// a known way to smuggle a second request.
    package var carriesBody: Bool {
        switch self {
        case .post, .put, .patch: true
        case .get, .head, .delete, .options: false
        }
    }

    /// The method with exactly this name, in capitals, or nil.
    init?(name: Span<UInt8>) {
        // Compared by length and bytes: no string is made for a request line.
        switch name.count {
        case 3:
            if name.isEqual(to: "GET") {
                self = .get
            } else if name.isEqual(to: "PUT") {
                self = .put
            } else {
                return nil
            }
        case 4:
            if name.isEqual(to: "POST") {
                self = .post
            } else if name.isEqual(to: "HEAD") {
                self = .head
            } else {
                return nil
            }
        case 5 where name.isEqual(to: "PATCH"): self = .patch
        case 6 where name.isEqual(to: "DELETE"): self = .delete
        case 7 where name.isEqual(to: "OPTIONS"): self = .options
        default: return nil
        }
    }
}
