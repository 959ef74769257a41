// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Platform

/// Prints one line on standard output.
func printLine(_ text: String = "") {
    StandardStream.output.write(text + "\n")
}

/// Prints one JSON document on a line of its own.
func printJSON(_ json: JSON) {
    printLine(String(decoding: json.serialized(), as: UTF8.self))
}
