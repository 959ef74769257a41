// SPDX-License-Identifier: EUPL-1.2
import Edge
import Foundation
import HTTP
import OpenSSL
import Platform
import TestSupport
import Testing

/// A client that must not get a byte of HTTP, and what the operator reads about it.
enum UnwantedClient: String, CaseIterable, Sendable {
    case anonymous, ofAnotherAuthority, selfSigned, expired, notYetValid, revoked, unregistered
    case withAServersCertificate
}

@Suite(.threadPerTest) struct `Handshakes` {
    let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    /// A client's context, and the event that refuses it.
    private func context(
        of client: UnwantedClient, barring bar: (Certificate) -> Void, revoked: TestIdentity
    ) throws -> (TLSContext, EdgeEvent) {
        let trust = try authority.clientTrust()
        switch client {
        case .anonymous:
            return (
                try TLSContext(anonymousClientTrusting: trust),
                .handshakeRefused(.certificate(.missing))
            )
        case .ofAnotherAuthority:
            // The same names, another key.
            let identity = try TestAuthority().identity()
            return (
                try identity.clientContext(trusting: trust),
                .handshakeRefused(.certificate(.untrusted))
            )
        case .selfSigned:
            let other = try TestAuthority(name: "Iemand anders")
            let identity = try other.identity()
            return (
                try identity.clientContext(trusting: trust),
                .handshakeRefused(.certificate(.untrusted))
            )
        case .expired:
            let identity = try authority.identity(validity: .days(-2, -0.001))
            return (
                try identity.clientContext(trusting: trust),
                .handshakeRefused(.certificate(.expired))
            )
        case .notYetValid:
            let identity = try authority.identity(validity: .days(0.001, 2))
            return (
                try identity.clientContext(trusting: trust),
                .handshakeRefused(.certificate(.notYetValid))
            )
        case .revoked:
            return (
                try revoked.clientContext(trusting: trust),
                .handshakeRefused(.certificate(.revoked))
            )
        case .unregistered:
            let identity = try authority.identity()
            bar(identity.certificate)
            return (
                try identity.clientContext(trusting: trust),
                .peerNotWelcome(publicKeyDigest: identity.certificate.publicKeyDigest)
            )
        case .withAServersCertificate:
            return (
                try authority.serverIdentity().clientContext(trusting: trust),
                .handshakeRefused(.certificate(.unsuitable))
            )
        }
    }

    @Test(arguments: UnwantedClient.allCases)
    func `an unwanted client gets no byte of HTTP`(unwanted: UnwantedClient) async throws {
        let revoked = try authority.identity()
        let server = try TestServer(revoking: [revoked.certificate], authority: authority)
        let (context, event) = try context(
            of: unwanted, barring: { server.bar($0) }, revoked: revoked)
        var client = try RawClient(port: server.port, context)
        // A client believes that it is done before the server has looked at its certificate.
        let step = try await client.handshake()
        #expect(step == .done)
        try? await client.say(RawClient.get("/"))
        let heard = try await client.hearToEnd()
        #expect(heard == [])
        #expect(await server.waits(for: event))
        #expect(server.server.counters.requests == 0)
        #expect(server.server.counters.refusedPeers == 1)
        // Others are served as before.
        var welcome = try await server.connect()
        let answer = try await welcome.ask(RawClient.get("/"))
        #expect(answer.status == 200)
        await server.server.drain()
    }

    @Test(arguments: [
        (-2.0, -0.001, CertificateFault.revocationStale),
        (0.001, 2.0, CertificateFault.revocationUnknown),
    ])
    func `a list outside its time refuses every new handshake`(
        from: Double, until: Double, fault: CertificateFault
    ) async throws {
        let server = try TestServer(authority: authority)
        let identity = try authority.serverIdentity()
        await server.server.replaceContext(
            try TLSContext(
                serverChain: [identity.certificate], key: identity.key,
                clientTrust: authority.trust(validity: .days(from, until))))
        var client = try RawClient(port: server.port, server.client)
        _ = try await client.handshake()
        #expect(try await client.hearToEnd() == [])
        #expect(await server.waits(for: .handshakeRefused(.certificate(fault))))
        await server.server.drain()
    }

    @Test func `an authority without a list refuses every new handshake`() async throws {
        let server = try TestServer(authority: authority)
        let identity = try authority.serverIdentity()
        let other = try TestAuthority(name: "Iemand anders").trust()
        await server.server.replaceContext(
            try TLSContext(
                serverChain: [identity.certificate], key: identity.key,
                clientTrust: TLSTrust(
                    anchors: [authority.root.certificate],
                    revocationLists: other.revocationLists)))
        var client = try RawClient(port: server.port, server.client)
        _ = try await client.handshake()
        #expect(try await client.hearToEnd() == [])
        #expect(
            await server.waits(for: .handshakeRefused(.certificate(.revocationUnknown))))
        await server.server.drain()
    }

    @Test func `bytes that are no TLS end the connection`() async throws {
        let server = try TestServer(authority: authority)
        var client = try RawClient(port: server.port)
        try await client.say(RawClient.get("/"))
        let heard = try await client.hearToEnd()
        // An alert at most, in TLS's own words.
        #expect(heard.count <= 7 && (heard.isEmpty || heard[0] == 21))
        #expect(
            await server.waits { events in
                events.contains {
                    if case .handshakeRefused(.protocolViolation) = $0 { true } else { false }
                }
            })
        await server.server.drain()
    }

    @Test func `a client refuses a server of another name or authority`() async throws {
        let stranger = try TestAuthority(name: "Iemand anders")
        let server = try TestServer(authority: stranger)
        var client = try RawClient(
            port: server.port,
            authority.identity().clientContext(trusting: authority.clientTrust()))
        let step = try await client.handshake()
        #expect(step == .failed(.certificate(.untrusted)))
        await server.server.drain()
    }

    @Test func `a replaced context shows the new certificate and closes whom it refuses`()
        async throws
    {
        let server = try TestServer(authority: authority)
        let leaving = try authority.identity()
        let context = try leaving.clientContext(trusting: authority.clientTrust())
        var stays = try await server.connect()
        var leaves = try await RawClient.connected(port: server.port, context)
        for _ in 0..<2 {
            #expect(try await stays.ask(RawClient.get("/")).status == 200)
            #expect(try await leaves.ask(RawClient.get("/")).status == 200)
        }
        await server.server.replaceContext(
            try authority.serverContext(revoking: [leaving.certificate]))
        #expect(try await leaves.endsWithin(.seconds(20)))
        #expect(try await stays.ask(RawClient.get("/")).status == 200)
        let digest = leaving.certificate.publicKeyDigest
        #expect(await server.waits(for: .peerDismissed(publicKeyDigest: digest)))
        #expect(await server.waits(for: .contextReplaced))
        var again = try RawClient(port: server.port, context)
        _ = try await again.handshake()
        #expect(try await again.hearToEnd() == [])
        await server.server.drain()
    }

    @Test func `a peer that is no longer welcome is closed when peers are asked about`()
        async throws
    {
        let server = try TestServer(authority: authority)
        let suspended = try authority.identity()
        var client = try await RawClient.connected(
            port: server.port, suspended.clientContext(trusting: authority.clientTrust()))
        var other = try await server.connect()
        #expect(try await client.ask(RawClient.get("/")).status == 200)
        #expect(try await other.ask(RawClient.get("/")).status == 200)
        server.bar(suspended.certificate)
        await server.server.recheckPeers()
        #expect(try await client.endsWithin(.seconds(20)))
        #expect(try await other.ask(RawClient.get("/")).status == 200)
        await server.server.drain()
    }

    @Test func `a connection ends with its certificate`() async throws {
        let server = try TestServer(authority: authority)
        let brief = try authority.identity(validity: .days(-1, 4.0 / 86_400))
        var client = try await RawClient.connected(
            port: server.port, brief.clientContext(trusting: authority.clientTrust()))
        #expect(try await client.ask(RawClient.get("/")).status == 200)
        #expect(try await client.endsWithin(.seconds(20)))
        let digest = brief.certificate.publicKeyDigest
        #expect(await server.waits(for: .peerDismissed(publicKeyDigest: digest)))
        await server.server.drain()
    }
}
