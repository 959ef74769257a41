// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import HTTP

/// Responses of the partner API: JSON with the version of the API on each.
enum Answer {
    /// The version that `API-Version` names (NL API Design Rules, /core/version-header).
    static let version = "1.0.0"

    private static var versionField: HeaderField { HeaderField("API-Version", "1.0.0") }

    /// A JSON document.
    static func json(_ status: Status, _ body: JSON) -> Response {
        Response(
            status,
            headers: [versionField, HeaderField("Content-Type", "application/json")],
            body: .bytes(body.serialized()))
    }

    /// A problem document (RFC 9457).
    static func problem(status: Int, body: JSON, extra: [HeaderField]) -> Response {
        Response(
            Status(status),
            headers: [versionField, HeaderField("Content-Type", "application/problem+json")]
                + extra,
            body: .bytes(body.serialized()))
    }

    /// A JSON document that was written beforehand.
    static func document(_ bytes: [UInt8]) -> Response {
        Response(
            .ok, headers: [versionField, HeaderField("Content-Type", "application/json")],
            body: .bytes(bytes), caching: .revalidate)
    }

    /// Something that was made.
    static func created(_ members: [(String, JSON)]) -> Response { json(.created, JSON(members)) }

    /// The published checkpoint.
    static func checkpoint(_ note: [UInt8]) -> Response {
        Response(
            .ok, headers: [HeaderField("Content-Type", "text/plain; charset=utf-8")],
            body: .bytes(note), caching: .revalidate)
    }

    /// A tile, which never changes.
    static func tile(_ bytes: [UInt8]) -> Response {
        Response(
            .ok, headers: [HeaderField("Content-Type", "application/octet-stream")],
            body: .bytes(bytes), caching: .immutable)
    }
}
