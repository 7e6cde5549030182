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

    /// <summary>The hundred fine classes of CIFAR-100, as its <c>fine_label_names.txt</c> says: in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Cifar100 { get; } =
    [
        "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle",
        "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
        "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur",
        "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard",
        "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain",
        "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
        "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket",
        "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
        "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television", "tiger", "tractor",
        "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
    ];

    /// <summary>The twenty coarse classes of CIFAR-100, as its <c>coarse_label_names.txt</c> says.</summary>
    public static IReadOnlyList<string> Cifar100Coarse { get; } =
    [
        "aquatic_mammals", "fish", "flowers", "food_containers", "fruit_and_vegetables", "household_electrical_devices",
        "household_furniture", "insects", "large_carnivores", "large_man-made_outdoor_things", "large_natural_outdoor_scenes",
        "large_omnivores_and_herbivores", "medium_mammals", "non-insect_invertebrates", "people", "reptiles", "small_mammals",
        "trees", "vehicles_1", "vehicles_2",
    ];

    /// <summary>EMNIST's letters, large and small as one class.</summary>
    public static IReadOnlyList<string> EmnistLetters { get; } = [.. Enumerable.Range('A', 26).Select(letter => $"{(char)letter}")];

    /// <summary>EMNIST by class: digits, large letters, small letters.</summary>
    public static IReadOnlyList<string> EmnistByClass { get; } =
        [.. Digits, .. EmnistLetters, .. EmnistLetters.Select(letter => letter.ToLowerInvariant())];

    /// <summary>EMNIST balanced and by merge: of the small letters only those that do not look like their large ones.</summary>
    public static IReadOnlyList<string> EmnistBalanced { get; } =
        [.. Digits, .. EmnistLetters, "a", "b", "d", "e", "f", "g", "h", "n", "q", "r", "t"];
}
