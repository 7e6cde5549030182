using System.Text;

namespace VaeSharp.Storage;

/// <summary>Half a surrogate pair would be replaced on writing, and two different keys could become one.</summary>
internal static class WellFormedText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Demand(string text, string what)
    {
        try
        {
            _ = Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"The {what} '{text}' is not Unicode: half a surrogate pair.", error);
        }
    }
}
