namespace VaeSharp.Data;

/// <summary>What the classes of the known data sets are called, in the order of their numbers.</summary>
internal static class ClassNames
{
    /// <summary>MNIST: 0 to 9.</summary>
    public static IReadOnlyList<string> Digits { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>CIFAR-10, as its <c>batches.meta.txt</c> says.</summary>
    public static IReadOnlyList<string> Cifar10 { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Fashion-MNIST, as its README says.</summary>
    public static IReadOnlyList<string> FashionMnist { get; } =
    [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ];

    /// <summary>Kuzushiji-MNIST: one hiragana of each row of the syllabary, romanised.</summary>
    public static IReadOnlyList<string> Kmnist { get; } =
        ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];
}
