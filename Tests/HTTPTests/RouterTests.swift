// SPDX-License-Identifier: EUPL-1.2
import HTTP
import Memory
import Testing

@Suite struct RouterTests {
    /// A route that answers with its template and what stood in its holes.
    static func route(_ method: Method, _ template: StaticString) -> Route {
        Route(method, template) { _, parameters in
            let names = PathTemplate(template).parameterNames
            let text = ([template.description] + names.map { "\($0)=\(parameters[$0])" })
                .joined(separator: " ")
            return Response(.ok, body: .bytes(Array(text.utf8)))
        }
    }

    static let router = Router(
        [
            route(.get, "/"), route(.get, "/v1/casussen"), route(.post, "/v1/casussen"),
            route(.get, "/v1/casussen/{casus}"), route(.get, "/v1/casussen/nieuw"),
            route(.post, "/v1/casussen/{casus}/fragmenten"),
            route(.get, "/v1/casussen/nieuw/uitleg"),
            route(.delete, "/v1/casussen/{casus}/fragmenten/{fragment}"),
            route(.get, "/log/{jaar}/checkpoint"), route(.get, "/log/{jaar}/tile/{rest...}"),
        ]
    ) { miss, _ in
        switch miss {
        case .notFound: Response(.notFound)
        case .methodNotAllowed:
            Response(.methodNotAllowed, headers: miss.allowField.map { [$0] } ?? [])
        }
    }

    private func answer(_ method: Method, _ target: String) async throws -> String {
        let request = try #require(Request(method, target))
        let response = await Self.router.respond(to: request)
        if case .bytes(let bytes) = response.body { return String(decoding: bytes, as: UTF8.self) }
        return ([String(response.status.code)] + response.headers.map(\.value)).joined(
            separator: " ")
    }

    @Test(
        arguments: [
            (.get, "/", "/"),
            (.get, "/v1/casussen", "/v1/casussen"),
            (.head, "/v1/casussen", "/v1/casussen"),
            (.get, "/v1/casussen/a%20b?x=y", "/v1/casussen/{casus} casus=a b"),
            (.get, "/v1/casussen/nieuw", "/v1/casussen/nieuw"),
            (.post, "/v1/casussen/nieuw/fragmenten", "/v1/casussen/{casus}/fragmenten casus=nieuw"),
            (
                .delete, "/v1/casussen/a/fragmenten/b",
                "/v1/casussen/{casus}/fragmenten/{fragment} casus=a fragment=b"
            ),
            (
                .get, "/log/2026/tile/0/x001/234.p/5",
                "/log/{jaar}/tile/{rest...} jaar=2026 rest=0/x001/234.p/5"
            ),
            (.get, "/log/2026/checkpoint", "/log/{jaar}/checkpoint jaar=2026"),
            (.get, "/log/2026/tile", "404"), (.get, "/log/2026/tile/", "404"),
            (.get, "/log/2026/tile/0/", "404"),
            (.get, "/v1", "404"), (.get, "/v1/casussen/", "404"), (.get, "/v1/casussen/a/", "404"),
            (.get, "/v1/Casussen", "404"), (.get, "/v1/casussen/a/b/c/d", "404"),
            (.get, "/v1/%63asussen", "/v1/casussen"),
            (.delete, "/v1/casussen", "405 GET, HEAD, POST"), (.options, "/", "405 GET, HEAD"),
            (.head, "/v1/casussen/a/fragmenten", "405 POST"),
            (.post, "/v1/casussen/nieuw", "405 GET, HEAD"),
        ] as [(Method, String, String)])
    func `a request finds its route, a 404 or a 405`(
        method: Method, target: String, expected: String
    ) async throws {
        #expect(try await answer(method, target) == expected)
    }

    @Test func `a text that Unicode calls equal is another text`() async throws {
        let router = Router([Self.route(.get, "/K")]) { _, _ in Response(.notFound) }
        let kelvin = try #require(Request(.get, "/%E2%84%AA"))
        #expect(kelvin.path == ["\u{212A}"] && kelvin.path == ["K"])
        #expect(await router.respond(to: kelvin).status == .notFound)
    }

    @Test func `the router knows every route it was given`() {
        let all = Self.router.routes.map { "\($0.method.rawValue) \($0.template)" }
        #expect(all.count == 10 && all[3] == "GET /v1/casussen/{casus}")
    }

    @Test func `templates and routes that make no sense are bugs`() async {
        await #expect(processExitsWith: .failure) { _ = PathTemplate("a") }
        await #expect(processExitsWith: .failure) { _ = PathTemplate("/a//b") }
        await #expect(processExitsWith: .failure) { _ = PathTemplate("/{a}/{a}") }
        await #expect(processExitsWith: .failure) { _ = PathTemplate("/{a...}/b") }
        await #expect(processExitsWith: .failure) {
            _ = Router([RouterTests.route(.get, "/{a}"), RouterTests.route(.get, "/{b}")]) { _, _ in
                Response(.notFound)
            }
        }
    }
}
