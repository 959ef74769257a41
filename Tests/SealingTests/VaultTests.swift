// SPDX-License-Identifier: EUPL-1.2
import Domain
import Memory
import OpenSSL
import Sealing
import TestSupport
import Testing

@Suite struct VaultTests {
    let row = Array("toestemming gegeven".utf8)
    let id = [UInt8](repeating: 7, count: 16)

    @Test(arguments: [0, 1, 19, 4096])
    func `a row opens in its place`(count: Int) throws {
        let key = try CaseKey(SecureRandom.secret(32))
        let row = [UInt8](repeating: 0x61, count: count)
        let sealed = Vault.seal(row.span, table: "consent", id: id.span, under: key)
        #expect(sealed.count == count + Vault.overheadByteCount)
        let opened = try Vault.open(sealed.span, table: "consent", id: id.span, under: key)
        #expect(opened.withBytes { [UInt8](copying: $0) } == row)
        #expect(Vault.seal(row.span, table: "consent", id: id.span, under: key) != sealed)
    }

    /// The associated data is table, zero byte, id: computed here by hand.
    @Test func `a row is bound as the design says`() throws {
        let secret = (0..<32).map { UInt8($0) }
        let key = try CaseKey(SecretBytes(copying: secret.span))
        let sealed = Vault.seal(row.span, table: "consent", id: id.span, under: key)
        let aad = Array("consent".utf8) + [0] + id
        let opened = try AES256GCM.open(
            sealed.span.extracting(12...), key: secret.span, nonce: sealed.span.extracting(..<12),
            aad: aad.span)
        #expect(opened.withBytes { [UInt8](copying: $0) } == row)
    }

    @Test func `a row opens nowhere else, under no other key and with no changed bit`() throws {
        let key = try CaseKey(SecureRandom.secret(32))
        let other = try CaseKey(SecureRandom.secret(32))
        let sealed = Vault.seal(row.span, table: "consent", id: id.span, under: key)
        func opens(
            _ sealed: [UInt8], _ table: String, _ id: [UInt8], _ key: borrowing CaseKey
        ) -> Bool {
            do throws(SealingError) {
                _ = try Vault.open(sealed.span, table: table, id: id.span, under: key)
                return true
            } catch {
                #expect(error == .authenticationFailed)
                return false
            }
        }
        #expect(opens(sealed, "consent", id, key) == true)
        #expect(opens(sealed, "consent", id, other) == false)
        #expect(opens(sealed, "gezag", id, key) == false)
        #expect(opens(sealed, "consen", id, key) == false)
        #expect(opens(sealed, "consent", Array(id.dropLast()), key) == false)
        #expect(opens(sealed, "consent", id + [0], key) == false)
        for bit in 0..<(sealed.count * 8) {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(opens(changed, "consent", id, key) == false)
        }
        for count in 0..<sealed.count {
            #expect(opens(Array(sealed.prefix(count)), "consent", id, key) == false)
        }
    }

    @Test(arguments: [0, 16, 31, 33])
    func `keys of another length are refused`(count: Int) {
        #expect(throws: SealingError.authenticationFailed) {
            _ = try CaseKey(SecureRandom.secret(count))
        }
        #expect(throws: SealingError.authenticationFailed) {
            _ = try KeyEncryptionKey(generation: 1, SecureRandom.secret(count))
        }
    }

    @Test func `a wrapped key opens under its name and generation only`() throws {
        let bytes = SecureRandom.bytes(32)
        let first = try KeyEncryptionKey(generation: 1, SecretBytes(copying: bytes.span))
        let second = try KeyEncryptionKey(generation: 2, SecretBytes(copying: bytes.span))
        let foreign = try KeyEncryptionKey(generation: 1, SecureRandom.secret(32))
        let name = Sample.id(0x44)
        let key = SecureRandom.bytes(32)
        let wrapped = first.wrap(key.span, id: name)
        #expect(wrapped.count == KeyEncryptionKey.wrappedByteCount)
        #expect(wrapped.count == 60)
        let back = try first.unwrap(wrapped.span, id: name)
        #expect(back.withBytes { [UInt8](copying: $0) } == key)
        func opens(
            _ wrapped: [UInt8], _ kek: borrowing KeyEncryptionKey, _ id: RandomID
        ) -> Bool {
            do throws(SealingError) {
                _ = try kek.unwrap(wrapped.span, id: id)
                return true
            } catch {
                #expect(error == .authenticationFailed)
                return false
            }
        }
        #expect(opens(wrapped, first, Sample.id(0x45)) == false)
        #expect(opens(wrapped, second, name) == false)
        #expect(opens(wrapped, foreign, name) == false)
        for bit in 0..<(wrapped.count * 8) {
            var changed = wrapped
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(opens(changed, first, name) == false)
        }
        for count in [0, 12, 28, 59] {
            #expect(opens(Array(wrapped.prefix(count)), first, name) == false)
        }
        #expect(opens(wrapped + [0], first, name) == false)
        #expect(throws: SealingError.authenticationFailed) {
            _ = try KeyEncryptionKey(generation: 0, SecureRandom.secret(32))
        }
    }

    /// The associated data of a wrapped key, computed by hand.
    @Test func `a wrapped key is bound as its decision says`() throws {
        let secret = SecureRandom.bytes(32)
        let kek = try KeyEncryptionKey(generation: 258, SecretBytes(copying: secret.span))
        let name = Sample.id(0x44)
        let key = SecureRandom.bytes(32)
        let wrapped = kek.wrap(key.span, id: name)
        let aad = Array("kernpoort/wrap/v1".utf8) + [0, 0, 0, 0, 0, 0, 1, 2] + name.bytes
        let opened = try AES256GCM.open(
            wrapped.span.extracting(12...), key: secret.span,
            nonce: wrapped.span.extracting(..<12), aad: aad.span)
        #expect(opened.withBytes { [UInt8](copying: $0) } == key)
    }
}
