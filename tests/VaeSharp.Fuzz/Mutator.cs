using System.Buffers.Binary;
using System.Text;
using VaeSharp.Data;

namespace VaeSharp.Fuzz;

/// <summary>Makes inputs out of seeds, blindly: it does not know which code an input reaches. The same seed and number give the same
/// input everywhere.</summary>
/// <param name="seeds">At least one.</param>
/// <param name="seed">Of the changes.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, ulong seed)
{
    private const int MostChanges = 8;
    private const int MostLength = 1 << 16;

    private static readonly uint[] EdgeNumbers = [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

    private static readonly byte[][] EdgeTexts =
    [
        .. ((string[])["0", "-1", "1e999", "NaN", "null", "true", "\"\"", "{}", "[]", "[[", "\\u0000", "\\ud800", "9223372036854775808",
            "18446744073709551616", "2147483648", "0.1e-400", ",", "\"", "\uFEFF", "'", ")"]).Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>The input of a number: first the seeds as they are, then changed ones.</summary>
    public byte[] InputAt(ulong number)
    {
        if (number < (ulong)seeds.Count)
        {
            return seeds[(int)number];
        }

        var draw = new Draw(new CounterRandom(seed, number));
        List<byte> bytes = [.. seeds[draw.Below(seeds.Count)]];
        for (int changes = 1 + draw.Below(MostChanges); changes > 0; changes--)
        {
            Change(bytes, draw);
        }

        return [.. bytes.Take(MostLength)];
    }

    private void Change(List<byte> bytes, Draw draw)
    {
        int at = draw.Below(bytes.Count + 1);
        int some = Math.Min(1 + draw.Below(1 + draw.Below(64)), bytes.Count - at);
        switch (draw.Below(10))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << draw.Below(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)draw.Below(256);
                break;
            case 2:
                bytes.RemoveRange(at, some);
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(draw.Below(bytes.Count + 1), bytes.GetRange(at, some));
                break;
            case 5:
                Overwrite(bytes, at, Number(draw));
                break;
            case 6:
                bytes.InsertRange(at, EdgeTexts[draw.Below(EdgeTexts.Length)]);
                break;
            case 7:
                ReplaceDigits(bytes, at, draw);
                break;
            case 8:
                byte[] other = seeds[draw.Below(seeds.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(draw.Below(other.Length + 1)).ToArray());
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat((byte)draw.Below(256), 1 + draw.Below(32)));
                break;
        }
    }

    // Two, four or eight bytes, of either order.
    private static byte[] Number(Draw draw)
    {
        uint value = EdgeNumbers[draw.Below(EdgeNumbers.Length)];
        byte[] four = new byte[4];
        switch (draw.Below(4))
        {
            case 0:
                BinaryPrimitives.WriteUInt32BigEndian(four, value);
                return four;
            case 1:
                BinaryPrimitives.WriteUInt32LittleEndian(four, value);
                return four;
            case 2:
                return [(byte)value, (byte)(value >> 8)];
            default:
                byte[] eight = new byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(eight, ((ulong)value << 32) | value);
                return eight;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (int i = 0; i < with.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = with[i];
        }
    }

    // A number within text becomes another text, so that the text around it stays sound.
    private static void ReplaceDigits(List<byte> bytes, int at, Draw draw)
    {
        int first = bytes.FindIndex(at, letter => char.IsAsciiDigit((char)letter));
        if (first < 0)
        {
            return;
        }

        int end = bytes.FindIndex(first, letter => !char.IsAsciiDigit((char)letter));
        bytes.RemoveRange(first, (end < 0 ? bytes.Count : end) - first);
        bytes.InsertRange(first, EdgeTexts[draw.Below(EdgeTexts.Length)]);
    }

    private sealed class Draw(CounterRandom random)
    {
        private ulong _index;

        public int Below(int bound) => (int)random.Below((uint)bound, ref _index);
    }
}
