// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Encodings
package import HTTP
internal import JOSE
package import Memory
internal import OpenSSL
internal import Platform

/// What makes two requests the same to the gateway: 1 to 64 of `[A-Za-z0-9_-]`.
package struct IdempotencyKey: Hashable, Sendable {
    package let text: String

    /// A new key of 16 random bytes.
    package init(from random: any RandomSource) {
        text = Base64URL.encode(random.bytes(count: 16))
    }

    /// A key that was noted before; nil for another shape.
    package init?(_ text: String) {
        let isKey = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
            default: false
            }
        }
        guard isKey, (1...64).contains(text.utf8.count) else { return nil }
        self.text = text
    }
}

/// Calls of one professional at one partner, over one connection that is kept alive.
///
/// It blocks its caller and belongs to one thread or task. A call that fails on its way is tried again
/// with the same idempotency key and a fresh assertion, so that nothing happens twice.
package final class PartnerSession {
    package let profile: PartnerProfile
    package let professional: Professional
    let clock: any InstantSource
    let random: any RandomSource
    private let limits: ClientLimits
    private var connection: GatewayConnection?
    private var readAssertion: (text: String, expiresAt: Int64)?

    /// An assertion for reads is replaced this long before it ends, in seconds.
    private static let renewalMarginSeconds: Int64 = 20

    package init(
        _ profile: PartnerProfile, as professional: Professional? = nil,
        clock: any InstantSource, random: any RandomSource, limits: ClientLimits = .standard
    ) {
        self.profile = profile
        self.professional = professional ?? profile.settings.professional
        self.clock = clock
        self.random = random
        self.limits = limits
    }

    /// Reads a resource.
    /// - Parameter wait: how long the gateway itself may wait before it answers (a long poll).
    package func get(
        _ target: String, wait: Duration = .zero
    ) throws(PartnerClientError) -> GatewayAnswer {
        try persevering { () throws(PartnerClientError) in
            let headers = try self.headers(
                assertion: self.assertionForReads(), [HeaderField("Accept", "application/json")])
            return try self.send(.get, target, headers, body: nil, wait: wait)
        }
    }

    /// Sends a JSON body; the same key brings the same answer, however often it is sent.
    package func post(
        _ path: String, _ body: SharedSecretBytes, key: IdempotencyKey? = nil
    ) throws(PartnerClientError) -> GatewayAnswer {
        let key = key ?? IdempotencyKey(from: random)
        let digest = body.withBytes { Digest(hashing: $0) }
        return try persevering { () throws(PartnerClientError) in
            let assertion = try self.signed(
                self.assertion(
                    binding: .init(method: "POST", path: path, bodyDigest: digest)))
            guard let keyField = HeaderField("Idempotency-Key", checking: key.text) else {
                preconditionFailure("a key can stand in a field")
            }
            let headers = try self.headers(
                assertion: assertion,
                [
                    HeaderField("Accept", "application/json"),
                    HeaderField("Content-Type", "application/json"), keyField,
                ])
            return try self.send(.post, path, headers, body: body)
        }
    }

    /// Sends a JSON document that holds nothing of a fragment.
    package func post(
        _ path: String, _ body: JSON, key: IdempotencyKey? = nil
    ) throws(PartnerClientError) -> GatewayAnswer {
        try post(path, SharedSecretBytes(copying: body.serialized()), key: key)
    }

    /// Sends a request that the caller made whole, once; for checks of what the gateway refuses.
    package func exchange(_ request: OutgoingRequest) throws(PartnerClientError) -> GatewayAnswer {
        try exchange(request, wait: .zero)
    }

    /// An assertion of this moment by this session's professional, not signed yet.
    package func assertion(binding: Assertion.Binding? = nil) -> Assertion {
        Assertion(
            by: professional, of: profile.settings.partner, for: profile.settings.region,
            certificateDigest: profile.certificateDigest, binding: binding, at: clock.now(),
            random: random)
    }

    /// Closes the connection; the next call makes a new one.
    package func close() {
        connection?.end()
        connection = nil
    }

    // MARK: Requests

    private func assertionForReads() throws(PartnerClientError) -> String {
        let now = clock.now().milliseconds / 1000
        if let last = readAssertion, now < last.expiresAt - Self.renewalMarginSeconds {
            return last.text
        }
        let assertion = assertion()
        let text = try signed(assertion)
        readAssertion = (text, assertion.expiresAt)
        return text
    }

    private func signed(_ assertion: Assertion) throws(PartnerClientError) -> String {
        do throws(JOSEError) {
            return try assertion.signed(by: profile.signingKey)
        } catch {
            throw .signing(error)
        }
    }

    private func headers(
        assertion: String, _ others: [HeaderField]
    ) throws(PartnerClientError) -> [HeaderField] {
        guard let field = HeaderField("Authorization", checking: "Bearer \(assertion)") else {
            throw .malformedRequest
        }
        return [field] + others
    }

    private func send(
        _ method: Method, _ target: String, _ headers: [HeaderField], body: SharedSecretBytes?,
        wait: Duration = .zero
    ) throws(PartnerClientError) -> GatewayAnswer {
        guard
            let request = OutgoingRequest(
                method, target: target, host: profile.settings.gateway.authority,
                headers: headers, body: body)
        else { throw .malformedRequest }
        return try exchange(request, wait: wait)
    }

    private func exchange(
        _ request: OutgoingRequest, wait: Duration
    ) throws(PartnerClientError) -> GatewayAnswer {
        var current: GatewayConnection
        if let kept = connection.take() {
            current = kept
        } else {
            current = try GatewayConnection.open(
                to: profile.settings.gateway, context: profile.context, limits: limits)
        }
        // A connection that failed is dropped here and closed.
        let deadline = MonotonicInstant.now().advanced(by: limits.answerLimit + wait)
        let (answer, keepsAlive) = try current.exchange(request, until: deadline)
        if keepsAlive {
            connection = consume current
        } else {
            current.end()
        }
        return answer
    }

    /// Tries a call again while it fails on its way or the gateway is busy.
    private func persevering(
        _ call: () throws(PartnerClientError) -> GatewayAnswer
    ) throws(PartnerClientError) -> GatewayAnswer {
        var attempt = 1
        var pause = limits.pause
        while true {
            // An idle connection may have been closed meanwhile: that says nothing of the gateway.
            let wasKept = connection != nil
            do throws(PartnerClientError) {
                let answer = try call()
                guard answer.status == .serviceUnavailable, attempt < limits.attemptLimit else {
                    return answer
                }
            } catch {
                if wasKept, error == .hungUp { continue }
                guard error.isTransient, attempt < limits.attemptLimit else { throw error }
            }
            attempt += 1
            MonotonicInstant.now().advanced(by: pause).block()
            pause *= 2
        }
    }
}
