// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Why a use case gave no answer of its own.
///
/// `unavailable` is the one answer for unknown, another's, never asked and refused.
package enum UseCaseFailure: Error, Equatable, Sendable {
    /// Nothing that this caller may know of.
    case unavailable
    /// Refused, for reasons that this caller may see, in the fixed order.
    case refused([RefusalCode])
    /// The role is not one that the caller's type of partner may assert.
    case unknownRole
    /// The assertion was used before.
    case replayed
    /// The idempotency key came with another body.
    case keyReused
    /// Places in the request that only the stored facts can tell to be wrong: JSON pointer and reason.
    case invalid([Complaint])
    /// What the caller read is no longer the newest version, which this is.
    case stale(version: Int64)
    /// The envelope has passed its end.
    case expired
    /// The caller's budget of refusals is spent.
    case tooManyRefusals(retryAfterSeconds: Int)
    /// The ledger can't take more now, or can't write at all; nothing happened.
    case busy
    /// Something broke; nothing was disclosed. The text is for the operator's log only.
    case fault(String)

    /// A refusal as an audience may know it: the codes that are for it; where none is, the one answer.
    package static func telling(
        _ codes: [RefusalCode], to audience: RefusalCode.Audience
    ) -> UseCaseFailure {
        let told = codes.told(to: audience)
        return told.isEmpty ? .unavailable : .refused(told)
    }

    /// A place in a request and what is wrong there: never a value.
    package struct Complaint: Equatable, Sendable {
        package let pointer: String
        package let reason: String

        package init(_ pointer: String, _ reason: String) {
            self.pointer = pointer
            self.reason = reason
        }
    }
}
