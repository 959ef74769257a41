// SPDX-License-Identifier: EUPL-1.2

/// Why a head is refused; the connection is closed after the answer, whatever the reason.
///
/// Everything that two readers could understand in two ways is refused rather than interpreted.
package enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
    /// A line feed without a carriage return before it.
    case bareLineFeed
    /// Not `METHOD SP target SP HTTP/x.y`: an empty first line, a second space, a control byte.
    case malformedRequestLine
    /// Not `HTTP/1.1 SP ddd SP phrase` of a final answer, in a response to our own client.
    case malformedStatusLine
    /// Any version but HTTP/1.1.
    case unsupportedVersion
    /// A method that this product does not know.
    case unknownMethod
    /// Not an origin-form target, or a byte that a target may not hold.
    case malformedTarget
    /// A `%` without two hexadecimal digits, or one that hides a slash, backslash or control byte.
    case malformedEscape
    /// A `.` or `..` segment, escaped or not.
    case dotSegment
    /// Two slashes in a row.
    case emptySegment
    /// A path or query that is not UTF-8 when decoded.
    case targetNotUnicode
    /// A query item without a name or `=`, or a name that comes twice.
    case malformedQuery
    /// A target longer than the limit, or with more parts.
    case targetTooLong
    /// A head longer than the limit.
    case headTooLong
    /// More fields than the limit.
    case tooManyFields
    /// A field name that is empty, missing its colon, followed by a space, or no token.
    case malformedFieldName
    /// A field continued on a next line.
    case foldedField
    /// A control byte or a byte above 126 in a field value.
    case malformedFieldValue
    /// A field that may come once and comes twice, even with the same value.
    case repeatedField
    /// No Host.
    case hostMissing
    /// A Host that is no host, or no host with a port.
    case malformedHost
    /// A Content-Length that is not one plain decimal number.
    case malformedContentLength
    /// A Transfer-Encoding that is not exactly `chunked`, or one beside a Content-Length.
    case transferEncoding
    /// A chunked body: only bodies with a Content-Length are read.
    case chunkedBody
    /// A method that carries a body, without a Content-Length.
    case lengthRequired
    /// A body with a method that carries none.
    case bodyNotAllowed
    /// A body longer than the limit.
    case bodyTooLarge
    /// An expectation other than `100-continue`.
    case unknownExpectation
    /// A Connection option other than `close` and `keep-alive`.
    case unknownConnectionOption
    /// An Upgrade or a Trailer: nothing here changes protocol or ends with fields.
    case unsupportedField

    /// The status of the answer.
    package var status: Status {
        switch self {
        case .bareLineFeed, .malformedRequestLine, .malformedStatusLine, .unsupportedVersion,
            .malformedTarget,
            .malformedEscape, .dotSegment, .emptySegment, .targetNotUnicode, .malformedQuery,
            .malformedFieldName, .foldedField, .malformedFieldValue, .repeatedField, .hostMissing,
            .malformedHost, .malformedContentLength, .transferEncoding, .bodyNotAllowed,
            .unknownConnectionOption, .unsupportedField:
            .badRequest
        case .unknownMethod: .notImplemented
        case .targetTooLong: .uriTooLong
        case .headTooLong, .tooManyFields: .headerFieldsTooLarge
        case .chunkedBody, .lengthRequired: .lengthRequired
        case .bodyTooLarge: .contentTooLarge
        case .unknownExpectation: .expectationFailed
        }
    }
}
