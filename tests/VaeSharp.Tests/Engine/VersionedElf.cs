using System.Buffers.Binary;
using System.Text;

namespace VaeSharp.Tests.Engine;

/// <summary>The smallest ELF file that asks for library versions: a header, two sections and their data.</summary>
internal static class VersionedElf
{
    private const int Sections = 64;
    private const int Strings = Sections + (2 * 64);
    private const int Needs = Strings + 64;

    /// <summary>Where the low byte of the last version's flags lies.</summary>
    public static int FlagOffset(int versions) => Needs + 16 + ((versions - 1) * 16) + 4;

    public static byte[] Asking(params string[] versions)
    {
        byte[] elf = new byte[Needs + 16 + (16 * versions.Length)];
        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(elf);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(40), Sections);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(58), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(60), 2);

        Span<byte> strings = elf.AsSpan(Sections, 64);
        BinaryPrimitives.WriteInt64LittleEndian(strings[24..], Strings);
        Span<byte> needs = elf.AsSpan(Sections + 64, 64);
        BinaryPrimitives.WriteUInt32LittleEndian(needs[4..], 0x6ffffffe); // SHT_GNU_verneed
        BinaryPrimitives.WriteInt64LittleEndian(needs[24..], Needs);
        BinaryPrimitives.WriteUInt32LittleEndian(needs[40..], 0); // its strings are in section 0

        Span<byte> need = elf.AsSpan(Needs);
        BinaryPrimitives.WriteUInt16LittleEndian(need[2..], (ushort)versions.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(need[8..], 16); // its first version follows at once
        int text = Strings + 1;
        for (int i = 0; i < versions.Length; i++)
        {
            Span<byte> version = need[(16 + (16 * i))..];
            BinaryPrimitives.WriteUInt32LittleEndian(version[8..], (uint)(text - Strings));
            BinaryPrimitives.WriteUInt32LittleEndian(version[12..], i + 1 < versions.Length ? 16u : 0u);
            text += Encoding.ASCII.GetBytes(versions[i], elf.AsSpan(text)) + 1;
        }

        return elf;
    }
}
