// SPDX-License-Identifier: EUPL-1.2
package import Memory

/// A whole response, as a handler gives it.
///
/// Date, Content-Length, Connection and the security headers are the writer's; a handler that names one
/// of them has a bug.
package struct Response: Sendable {
    /// What follows the head.
    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        case secret(SharedSecretBytes)

        /// How many bytes follow.
        package var count: Int {
            switch self {
            case .none: 0
            case .bytes(let bytes): bytes.count
            case .secret(let bytes): bytes.count
            }
        }
    }

    /// How long others may keep a copy of the response.
    package enum Caching: Sendable, Hashable {
        /// `no-store`: of everything that says something of a case or a person.
        case never
        /// `no-cache`: kept, but asked again each time (a checkpoint).
        case revalidate
        /// A year, immutable: bytes that never change (a full tile of the log).
        case immutable
    }

    package let status: Status
    /// In the order of their names, so that equal kinds of answers look alike.
    package let headers: [HeaderField]
    package let body: Body
    package let caching: Caching

    package init(
        _ status: Status, headers: [HeaderField] = [], body: Body = .none,
        caching: Caching = .never
    ) {
        precondition(
            !status.forbidsBody || body.count == 0, "a response with this status has no body")
        precondition(
            !headers.contains { ResponseWriter.owns($0) }, "framing fields are the writer's")
        self.status = status
        self.headers = headers.sorted {
            $0.lowercasedName.lexicographicallyPrecedes($1.lowercasedName)
        }
        self.body = body
        self.caching = caching
    }
}
