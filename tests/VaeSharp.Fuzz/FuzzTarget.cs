namespace VaeSharp.Fuzz;

/// <summary>A reader of bytes that come from elsewhere, with what it promises of any bytes whatever.</summary>
internal abstract class FuzzTarget
{
    /// <summary>By which it is asked for; its seeds lie in a folder of that name below <c>Corpus</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Reads an input as VaeSharp reads a file.</summary>
    /// <param name="input">The file's bytes.</param>
    public abstract void Read(byte[] input);

    /// <summary>Whether the reader's documentation names such an answer to a file that is not sound.</summary>
    public abstract bool IsDocumented(Exception answer);

    /// <summary>The most bytes that one reading may allocate on the managed heap.</summary>
    /// <param name="length">Of the input; bytes.</param>
    public long MostAllocated(int length) => AnyBytes + (BytesPerByte * length);

    /// <summary>What messages, tables and buffers may take, however short the input is.</summary>
    protected virtual long AnyBytes => 1 << 20;

    /// <summary>What a byte of input may cost in memory.</summary>
    protected abstract long BytesPerByte { get; }

    /// <summary>All targets, by name.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. typeof(FuzzTarget).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(FuzzTarget)))
            .Select(type => (FuzzTarget)Activator.CreateInstance(type)!).OrderBy(target => target.Name, StringComparer.Ordinal),
    ];

    /// <summary>The seeds that are committed, in the order of their names.</summary>
    public IReadOnlyList<byte[]> Seeds() =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", Name)).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
    ];
}
