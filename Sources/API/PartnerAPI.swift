// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
package import Gateway
package import HTTP
internal import Memory
internal import OpenSSL

/// The partner API: authenticates, holds bodies to their schema, runs the operation, tells what failed.
package struct PartnerAPI: Handler {
    private let router: Router
    /// Every operation, for the documentation and its test.
    let operations: [Operation]
    private let reporter: @Sendable (FailureReport) -> Void

    /// Something for the operator's log: codes and texts of our own, nothing personal.
    package struct FailureReport: Sendable {
        package let operation: String
        package let code: String
        package let detail: String
    }

    /// - Parameter reporter: is told of refused assertions and internal faults.
    package init(
        _ region: Region, random: any RandomSource, clock: any InstantSource,
        reporter: @escaping @Sendable (FailureReport) -> Void = { _ in }
    ) {
        let operations = Operations(region: region, random: random).all
        self.operations = operations
        self.reporter = reporter
        let document = OpenAPI(operations: operations, origin: region.origin).document.serialized()
        var routes = operations.map { operation in
            Route(operation.method, operation.template) { request, parameters in
                let entry = Entry(
                    region: region, operation: operation, clock: clock, reporter: reporter)
                return await entry.respond(to: request, parameters)
            }
        }
        routes.append(
            Route(.get, "/v1/openapi.json") { _, _ in Answer.document(document) })
        router = Router(routes) { miss, _ in
            switch miss {
            case .notFound: Problem.unavailable.response
            case .methodNotAllowed(let allow):
                Problem.methodNotAllowed(allowed: allow.map(\.rawValue)).response
            }
        }
    }

    package func respond(to request: Request) async -> Response {
        await router.respond(to: request)
    }

}

/// One request on its way to an operation.
private struct Entry: Sendable {
    let region: Region
    let operation: Operation
    let clock: any InstantSource
    let reporter: @Sendable (PartnerAPI.FailureReport) -> Void

    /// An answer that may not tell why is given this long after the request came, or later: what was
    /// looked up for it can't be told from the time it took. Longer than any look-up takes here.
    private static let unavailableTime = Duration.milliseconds(50)

    func respond(to request: Request, _ parameters: PathParameters) async -> Response {
        let start = ContinuousClock.now
        do {
            return try await answer(request, parameters)
        } catch {
            let problem = problem(of: error)
            if problem == .unavailable {
                // Cancelled only where nobody waits for the answer any more.
                try? await Task.sleep(until: start + Self.unavailableTime, clock: .continuous)
            }
            return problem.response
        }
    }

    private func problem(of error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let failure as UseCaseFailure:
            if case .fault(let detail) = failure { report("storing", detail) }
            return Problem(failure)
        default:
            report("storing", "\(error)")
            return .fault
        }
    }

    private func answer(
        _ request: Request, _ parameters: PathParameters
    ) async throws -> Response {
        let caller = try authenticate(request)
        let query = try QueryValues(request.query, operation.query)
        var body: Body?
        var key: WriteKey?
        if operation.isWrite {
            let type = request.headers["content-type"] ?? ""
            guard type.isJSONMediaType else { throw Problem.unsupportedType }
            key = try writeKey(request)
            body = try Body(request.body, schema: operation.body ?? .object([]))
        }
        let call = Call(
            caller: caller, parameters: parameters, query: query, body: body, key: key,
            submission: Digest(request.body))
        return try await operation.run(call)
    }

    private func authenticate(_ request: Request) throws(Problem) -> Caller {
        guard let peer = request.peer, let certificate = Digest(bytes: peer.certificateDigest),
            let publicKey = Digest(bytes: peer.publicKeyDigest)
        else { throw .invalidAssertion }
        let authorization = request.headers.values(of: "authorization")
        let token = authorization.count == 1 ? authorization[0].bearerToken : nil
        let bound = BoundRequest(
            method: request.method.rawValue, path: "/" + request.path.joined(separator: "/"),
            bodyDigest: Digest(request.body), isWrite: operation.isWrite)
        do throws(AuthenticationFailure) {
            return try region.authentication.caller(
                certificate: certificate, publicKey: publicKey, token: token, request: bound,
                at: clock.now())
        } catch {
            report("verklaring-ongeldig", "\(error)")
            throw .invalidAssertion
        }
    }

    /// The idempotency key, with the call that it stands for.
    private func writeKey(_ request: Request) throws(Problem) -> WriteKey {
        let keys = request.headers.values(of: "idempotency-key")
        guard keys.count == 1, keys[0].isIdempotencyKey else {
            throw .invalidRequest([
                .init(
                    pointer: "",
                    reason: "de kop Idempotency-Key moet 1 tot 64 tekens van A-Z a-z 0-9 _ - hebben"
                )
            ])
        }
        var call = Array("\(request.method.rawValue) \(request.rawTarget)\n".utf8)
        call += Digest(request.body).bytes
        return WriteKey(key: keys[0], call: call)
    }

    private func report(_ code: String, _ detail: String) {
        reporter(PartnerAPI.FailureReport(operation: operation.name, code: code, detail: detail))
    }
}

extension Digest {
    /// SHA-256 of a request body.
    init(_ body: SharedSecretBytes) {
        self = body.withBytes { Digest(hashing: $0) }
    }
}

extension String {
    /// Whether this is `application/json`, perhaps with `charset=utf-8`.
    fileprivate var isJSONMediaType: Bool {
        let parts = lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
        guard parts.first == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { $0 == "charset=utf-8" }
    }

    /// The token of `Bearer <token>`, as bytes.
    fileprivate var bearerToken: [UInt8]? {
        let scheme = "bearer "
        guard utf8.count > scheme.utf8.count, prefix(scheme.count).lowercased() == scheme else {
            return nil
        }
        return Array(utf8.dropFirst(scheme.utf8.count))
    }

    fileprivate var isIdempotencyKey: Bool {
        (1...64).contains(utf8.count)
            && utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F
            }
    }
}

extension PartnerAPI {
    /// The problem document for a request that never reached an operation.
    package static func answer(to refusal: Refusal) -> Response {
        Problem.unreadable(status: refusal.status.code).response
    }
}
