// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import HTTP

/// Writes the operations down as an OpenAPI 3.1 document.
struct OpenAPI {
    let operations: [Operation]
    /// The region's origin, named as the server.
    let origin: String

    /// The whole document.
    var document: JSON {
        var schemas: [String: JSON] = [:]
        Shapes.problem.collectNamed(into: &schemas)
        for operation in operations {
            operation.body?.collectNamed(into: &schemas)
            if case .json(_, let schema) = operation.success { schema.collectNamed(into: &schemas) }
        }
        return JSON([
            ("openapi", "3.1.0"),
            (
                "info",
                [
                    "title": "Kernpoort partner-API",
                    "version": .string(Answer.version),
                    "description": .string(Self.introduction),
                    "license": ["name": "EUPL-1.2", "identifier": "EUPL-1.2"],
                    "contact": ["name": "De beheerder van de regio"],
                ]
            ),
            ("servers", [["url": "/", "description": .string(origin)]]),
            ("security", [["clientcertificaat": [], "verklaring": []]]),
            ("tags", .array(Operation.Tag.allCases.map { ["name": .string($0.rawValue)] })),
            ("paths", JSON(paths)),
            (
                "components",
                [
                    "schemas": JSON(schemas.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }),
                    "securitySchemes": [
                        "clientcertificaat": ["type": "mutualTLS"],
                        "verklaring": [
                            "type": "http", "scheme": "bearer", "bearerFormat": "JWS",
                            "description":
                                "Verklaring van de professional, typ kernpoort-verklaring+jwt.",
                        ],
                    ],
                ]
            ),
        ])
    }

    private static let introduction = """
        Kernpoort deelt over een kind alleen wat mag. Elke aanvraag komt over mutual TLS, met een \
        verklaring van de professional als Bearer-token. Elke wijziging heeft een Idempotency-Key: \
        met dezelfde sleutel en dezelfde inhoud gebeurt iets hooguit een keer.
        """

    private var paths: [(String, JSON)] {
        var order: [String] = []
        var grouped: [String: [(String, JSON)]] = [:]
        for operation in operations {
            let path = path(of: operation)
            if grouped[path] == nil { order.append(path) }
            grouped[path, default: []].append(
                (operation.method.rawValue.lowercased(), document(of: operation)))
        }
        return order.map { ($0, JSON(grouped[$0] ?? [])) }
    }

    /// The template as OpenAPI writes it: a hole for all that is left is named as any other.
    private func path(of operation: Operation) -> String {
        let path = PathTemplate(operation.template).description
        return path.hasSuffix("...}") ? path.dropLast(4) + "}" : path
    }

    private func document(of operation: Operation) -> JSON {
        var members: [(String, JSON)] = [
            ("operationId", .string(operation.name)),
            ("summary", .string(operation.summary)),
            ("tags", [.string(operation.tag.rawValue)]),
            ("parameters", .array(parameters(of: operation))),
        ]
        if let body = operation.body {
            members.append(
                (
                    "requestBody",
                    [
                        "required": true,
                        "content": ["application/json": ["schema": body.document]],
                    ]
                ))
        }
        members.append(("responses", JSON(responses(of: operation))))
        return JSON(members)
    }

    private func parameters(of operation: Operation) -> [JSON] {
        var parameters: [JSON] = PathTemplate(operation.template).parameterNames.map { name in
            let schema =
                operation.tag == .logboek && name != "logregel"
                ? TextRule.free(byteLimit: 64).document : TextRule.identifier.document
            return ["name": .string(name), "in": "path", "required": true, "schema": schema]
        }
        for item in operation.query {
            parameters.append([
                "name": .string(item.name), "in": "query", "required": false,
                "description": .string(item.meaning), "schema": item.schema.document,
            ])
        }
        if operation.isWrite {
            parameters.append([
                "name": "Idempotency-Key", "in": "header", "required": true,
                "description": "Uw eigen kenmerk van deze wijziging, 30 dagen geldig.",
                "schema": ["type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"],
            ])
        }
        return parameters
    }

    private func responses(of operation: Operation) -> [(String, JSON)] {
        let good: JSON
        switch operation.success {
        case .json(_, let schema):
            good = [
                "description": "Gelukt.", "headers": Self.versionHeader,
                "content": ["application/json": ["schema": schema.document]],
            ]
        case .text(let type):
            good = [
                "description": "Gelukt.",
                "content": [type: ["schema": ["type": "string"]]],
            ]
        case .octets:
            good = [
                "description": "Gelukt.",
                "content": ["application/octet-stream": [:]],
            ]
        }
        var codes = ["400", "401", "404", "405", "429", "500", "503"]
        if operation.isWrite { codes += ["403", "409", "411", "413", "415"] }
        codes += operation.problems
        let problems = Set(codes).sorted().map { code -> (String, JSON) in
            (
                code,
                [
                    "description": "Probleem; zie code en detail.",
                    "headers": Self.versionHeader,
                    "content": [
                        "application/problem+json": ["schema": Shapes.problem.document]
                    ],
                ]
            )
        }
        return [(String(operation.success.status.code), good)] + problems
    }

    private static var versionHeader: JSON {
        ["API-Version": ["schema": ["type": "string"], "description": "De versie van de API."]]
    }
}
