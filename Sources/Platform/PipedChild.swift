// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc

/// A program that this process started and listens to, and ends when it lets go of it.
package struct PipedChild: ~Copyable {
    /// The system's number of the child.
    package let number: Int32
    private let output: Descriptor
    /// The child reads its end when this value ends.
    private let input: Descriptor

    /// Starts a program found on the path; nothing of its arguments may be secret.
    package init(_ arguments: [String]) throws(PlatformError) {
        precondition(!arguments.isEmpty, "a program has a name")
        let toChild = try Pipe()
        let fromChild = try Pipe()
        // SAFETY: the copies live until they are freed below; the list ends with a null pointer.
        var list = unsafe arguments.map { unsafe strdup($0) as UnsafeMutablePointer<CChar>? }
        unsafe list.append(nil)
        let number = unsafe list.withUnsafeMutableBufferPointer { list in
            unsafe kp_spawn(
                list.baseAddress, environ, toChild.reader.number, fromChild.writer.number)
        }
        let code = errno
        unsafe list.forEach { unsafe free($0) }
        guard number > 0 else { throw .system(call: .spawn, code: code) }
        self.number = number
        output = fromChild.reader
        input = toChild.writer
    }

    /// Kills a child that was not waited for.
    deinit {
        _ = kill(number, SIGKILL)
        _ = kp_wait_child(number)
    }

    /// The next line that the child writes, without its end; nil when it writes no more. Blocks.
    package borrowing func readLine() throws(PlatformError) -> String? {
        var line: [UInt8] = []
        var byte: [UInt8] = [0]
        while true {
            var span = byte.mutableSpan
            switch output.read(into: &span) {
            case .bytes:
                if byte[0] == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
                line.append(byte[0])
            case .ended: return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
            case .wouldBlock: throw .system(call: .read, code: EAGAIN)
            case .failed(let code): throw .system(call: .read, code: code)
            }
        }
    }

    /// Asks the child to end.
    package borrowing func terminate() { _ = kill(number, SIGTERM) }

    private struct Pipe: ~Copyable {
        let reader: Descriptor
        let writer: Descriptor

        init() throws(PlatformError) {
            var ends: [Int32] = [-1, -1]
            guard unsafe kp_pipe(&ends) == 0 else { throw .last(.pipe) }
            reader = Descriptor(adopting: ends[0])
            writer = Descriptor(adopting: ends[1])
        }
    }
}
