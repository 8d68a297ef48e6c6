// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
module com.example {
    requires dev.lanewise;
}
