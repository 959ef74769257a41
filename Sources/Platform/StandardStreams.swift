// SPDX-License-Identifier: EUPL-1.2
package import Memory
internal import Glibc

/// The three streams that a program is started with; unbuffered.
package enum StandardStream: Sendable {
    case output
    case error

    private var number: Int32 {
        switch self {
        case .output: STDOUT_FILENO
        case .error: STDERR_FILENO
        }
    }

    /// Whether a person is looking: only then is colour of use.
    package var isTerminal: Bool { isatty(number) == 1 }

    /// Writes a text; a stream that is gone is not an error that a program can mend.
    package func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            // SAFETY: the pointer lives within the closure and the count is its buffer's own.
            let written = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(number, $0.baseAddress, $0.count)
            }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }

    /// Everything on standard input, in memory that is wiped; nil beyond `limit` bytes.
    package static func readInput(limit: Int) -> SecretBytes? {
        var input = SecretBytes(capacity: 4096)
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            // SAFETY: the pointer lives within the closure and the count is its buffer's own.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count)
            }
            guard count > 0 else { break }
            input.appendGrowing(chunk.span.extracting(..<count))
            for index in 0..<count { chunk[index] = 0 }
            guard input.count <= limit else { return nil }
        }
        return input
    }
}
