// SPDX-License-Identifier: EUPL-1.2
internal import FaultVFS
internal import Synchronization

/// A disk in memory, as a virtual file system of SQLite, that forgets what was not synced and fails
/// on command. Files on it must be closed before the last reference goes.
package final class FaultDisk: @unchecked Sendable {
    package enum Operation: Int32, Sendable, CaseIterable {
        /// Writes and truncations.
        case write = 1
        case sync = 2
    }

    /// How an operation fails; an error is reported in each mode.
    package enum Mode: Int32, Sendable, CaseIterable {
        /// It does not happen; a sync loses for good what it should have kept.
        case lost = 1
        /// It happens, and is on the disk.
        case persisted = 2
        /// From here on every write finds no room.
        case full = 3
    }

    package enum EventKind: Int32, Sendable {
        case write = 1
        case sync = 2
        case syncReturns = 3
        case truncate = 4
        case delete = 5
        case mark = 6
        case cut = 7
    }

    package struct Event: Sendable {
        package let kind: EventKind
        /// The result code of the operation; 0 is success.
        package let result: Int32
        /// Where in the file; of a mark its tag.
        package let offset: Int64
        package let file: String
    }

    private static let made = Atomic<Int>(0)
    /// Name of the virtual file system.
    package let name: String
    private let handle: OpaquePointer

    package init() {
        name = "fault-disk-\(Self.made.add(1, ordering: .relaxed).newValue)"
        guard let handle = fault_vfs_create(name) else { preconditionFailure("out of memory") }
        self.handle = handle
    }

    deinit { fault_vfs_destroy(handle) }

    /// Fails the n-th operation from now on, counted from 1.
    package func fail(_ operation: Operation, nth: Int, _ mode: Mode) {
        fault_vfs_arm(handle, operation.rawValue, Int64(nth), mode.rawValue)
    }

    /// Cuts the power in place of the n-th write or sync from now on.
    package func cutPower(nth: Int, keepSome: Bool, seed: UInt64) {
        fault_vfs_arm_cut(handle, Int64(nth), keepSome ? 1 : 0, seed)
    }

    /// Takes back what was armed.
    package func disarm() { fault_vfs_disarm(handle) }

    /// Whether what was armed has happened.
    package var hasFired: Bool { fault_vfs_has_fired(handle) == 1 }

    /// Operations of a kind since the disk was made.
    package func count(_ operation: Operation) -> Int {
        Int(fault_vfs_count(handle, operation.rawValue))
    }

    /// How long every sync takes from now on.
    package func setSyncDelay(microseconds: Int) {
        fault_vfs_set_sync_delay(handle, UInt32(microseconds))
    }

    /// Cuts the power now: unsynced writes are gone, or each of their sectors by the seed.
    package func cutPower(keepSome: Bool = false, seed: UInt64 = 0) {
        fault_vfs_cut_power(handle, keepSome ? 1 : 0, seed)
    }

    package var isCut: Bool { fault_vfs_is_cut(handle) == 1 }

    /// Power again, cutting it first where it is on; files opened before go on failing.
    package func powerOn() { fault_vfs_power_on(handle) }

    /// Turns one bit of a file over; false where there is no such byte.
    package func flipBit(_ file: String, at offset: Int, bit: Int = 0) -> Bool {
        fault_vfs_flip_bit(handle, file, Int64(offset), Int32(bit)) == 1
    }

    /// The bytes of a file as programs see them; nil where there is none.
    package func bytes(of file: String) -> [UInt8]? {
        let size = fault_vfs_file_size(handle, file)
        guard size >= 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        let read = fault_vfs_read_file(handle, file, 0, &bytes, size)
        return Array(bytes.prefix(Int(read)))
    }

    /// Puts a mark of the test's own among the events.
    package func mark(_ tag: Int) { fault_vfs_mark(handle, Int64(tag)) }

    /// What happened, in order.
    package var events: [Event] {
        (0..<fault_vfs_event_count(handle)).map { index in
            let event = fault_vfs_event_at(handle, index)
            guard let kind = EventKind(rawValue: event.kind) else {
                preconditionFailure("the disk records known events")
            }
            return Event(
                kind: kind, result: event.result, offset: event.offset,
                file: String(cString: event.file))
        }
    }

    package func clearEvents() { fault_vfs_clear_events(handle) }
}
