// SPDX-License-Identifier: EUPL-1.2
internal import CSystem

/// A fixed amount of secret memory: locked, left out of core dumps, wiped when it ends.
///
/// Small amounts (up to `smallLimit`) come from the heap and are wiped; larger ones from pages of their own.
@safe
package struct SecretBytes: ~Copyable, @unchecked Sendable {
    // SAFETY: the pointer is owned by this value alone and never leaves it; noncopyable, so no sharing.
    private let storage: UnsafeMutableRawBufferPointer
    /// How many bytes are in use, from the front.
    package private(set) var count: Int

    /// From this size on, memory comes in locked pages of its own.
    package static let smallLimit = 1024

    /// Empty memory with room for `capacity` bytes.
    package init(capacity: Int) {
        precondition(capacity >= 0, "a capacity is not negative")
        let size = max(capacity, 1)
        if size <= Self.smallLimit {
            unsafe storage = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        } else {
            unsafe storage = SecretPages.take(byteCount: size)
        }
        count = 0
    }

    /// A copy of the given bytes.
    package init(copying bytes: Span<UInt8>) {
        self.init(capacity: bytes.count)
        append(bytes)
    }

    /// `count` bytes that `fill` writes; all zero before it runs.
    package init<E: Error>(
        count: Int, filling fill: (inout MutableSpan<UInt8>) throws(E) -> Void
    ) throws(E) {
        self.init(capacity: count)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
        self.count = count
        var span = unsafe MutableSpan<UInt8>(
            _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: storage[..<count]))
        try fill(&span)
    }

    deinit {
        if unsafe storage.count <= Self.smallLimit {
            unsafe kp_wipe(storage.baseAddress, storage.count)
            unsafe storage.deallocate()
        } else {
            unsafe SecretPages.giveBack(storage)
        }
    }

    /// Room in all, in bytes.
    package var capacity: Int { unsafe storage.count }

    /// The bytes in use.
    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let span = unsafe Span<UInt8>(
                _unsafeBytes: UnsafeRawBufferPointer(rebasing: storage[..<count]))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Lends the bytes to a closure.
    package borrowing func withBytes<R: ~Copyable, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try body(bytes)
    }

    /// Lends the bytes in use for writing.
    package mutating func withMutableBytes<R, E: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        var span = unsafe MutableSpan<UInt8>(
            _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: storage[..<count]))
        return try body(&span)
    }

    /// Adds bytes at the end; they must fit in the capacity.
    package mutating func append(_ bytes: Span<UInt8>) {
        precondition(bytes.count <= capacity - count, "secret bytes must fit their memory")
        let start = count
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(rebasing: storage[start...]).copyMemory(
                from: source)
        }
        count += bytes.count
    }

    /// Adds `count` bytes that `fill` writes over zeros; they must fit in the capacity.
    package mutating func append<E: Error>(
        count added: Int, filling fill: (inout MutableSpan<UInt8>) throws(E) -> Void
    ) throws(E) {
        precondition(
            added >= 0 && added <= capacity - count, "secret bytes must fit their memory")
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[count..<(count + added)])
        unsafe room.initializeMemory(as: UInt8.self, repeating: 0)
        count += added
        var span = unsafe MutableSpan<UInt8>(_unsafeBytes: room)
        try fill(&span)
    }

    /// Adds bytes at the end, moving to larger memory (and wiping the old) where they do not fit.
    package mutating func appendGrowing(_ bytes: Span<UInt8>) {
        if bytes.count > capacity - count {
            var larger = SecretBytes(capacity: max(capacity * 2, count + bytes.count))
            larger.append(self.bytes)
            self = larger
        }
        append(bytes)
    }

    /// Lends the unused capacity for writing, and adds as many of its bytes as `fill` says it wrote.
    package mutating func appendFilling<E: Error>(
        _ fill: (inout MutableSpan<UInt8>) throws(E) -> Int
    ) throws(E) {
        var spare = unsafe MutableSpan<UInt8>(
            _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: storage[count...]))
        let room = spare.count
        let added = try fill(&spare)
        precondition(added >= 0 && added <= room, "secret bytes must fit their memory")
        count += added
    }

    /// Forgets the first bytes, moves the others to the front and wipes where they were.
    package mutating func removeFirst(_ removed: Int) {
        precondition(removed >= 0 && removed <= count, "only bytes that are there are removed")
        if removed < count {
            unsafe storage.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: storage[removed..<count]))
        }
        truncate(to: count - removed)
    }

    /// Forgets and wipes everything from `newCount` on.
    package mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= count, "a shorter count lies within the bytes")
        if let base = unsafe storage.baseAddress {
            unsafe kp_wipe(base + newCount, count - newCount)
        }
        count = newCount
    }
}

/// Secret bytes that several owners may read; wiped when the last lets go. Prints as nothing.
package final class SharedSecretBytes: Sendable, CustomStringConvertible, CustomReflectable {
    private let secret: SecretBytes

    package init(_ secret: consuming SecretBytes) { self.secret = secret }

    /// A copy of bytes that are not secret by themselves, for callers that need this shape.
    package convenience init(copying bytes: [UInt8]) {
        self.init(SecretBytes(copying: bytes.span))
    }

    /// How many bytes there are.
    package var count: Int { secret.count }

    /// Lends the bytes to a closure.
    package func withBytes<R: ~Copyable, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try secret.withBytes(body)
    }

    package var description: String { "(secret, \(count) bytes)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
