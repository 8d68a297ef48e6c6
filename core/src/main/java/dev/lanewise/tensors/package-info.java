/** Files of tensors: safetensors, as PyTorch and others write it, and NumPy's npy and npz. */
@NullMarked
package dev.lanewise.tensors;

import org.jspecify.annotations.NullMarked;
